package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.WritePolicy;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B08, B10: a message that exposed a fault of ours took those behind it in its frame with it. */
@DisplayName("A message that cannot be worked through")
class FailingMessageTest {

    private static final String PUT = "{'#':'%s','put':{'a':{'_':{'#':'a','>':{'%s':1600000000000}},'%2$s':1}}}";

    private final VirtualTime time = new VirtualTime();

    /** A program's own rule with a fault. */
    private static final WritePolicy POLICY = (soul, key, value) -> switch (key) {
        case "throws" -> throw new IllegalStateException("a fault of the policy");
        case "overflows" -> "depth " + depth(0);
        default -> null;
    };

    @SuppressWarnings("InfiniteRecursion") // to overflow the stack
    private static int depth(int depth) {
        return Math.max(depth, depth(depth + 1));
    }

    private Mesh mesh(boolean stored) {
        MeshOptions options = MeshOptions.general().withPolicy(POLICY);
        @Nullable SlowStore store = stored ? new SlowStore(time) : null;
        return new Mesh(
                options,
                false,
                time,
                new SplittableRandom(1),
                new Credentials(new SplittableRandom(2)),
                store,
                work -> time.after(0, work));
    }

    @ParameterizedTest(name = "{displayName}: {0}")
    @ValueSource(strings = {"throws", "overflows"})
    @DisplayName("costs none of those around it, and its sender is told")
    void inMemory(String key) {
        check(mesh(false), key);
    }

    @ParameterizedTest(name = "{displayName}: {0}")
    @ValueSource(strings = {"throws", "overflows"})
    @DisplayName("costs none of those around it in a stored graph either")
    void stored(String key) {
        check(mesh(true), key);
    }

    private void check(Mesh mesh, String key) {
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        pass(mesh);
        int taken = alice.taken;
        alice.says(
                "[" + PUT.formatted("p1", "k") + "," + PUT.formatted("p2", key) + "," + PUT.formatted("p3", "l") + "]");
        pass(mesh);
        assertThat(alice.hears())
                .hasSize(3)
                .contains("{'@':'p2','err':'internal error'}")
                .anySatisfy(before -> assertThat(before).startsWith("{'@':'p1','ok':"))
                .anySatisfy(after -> assertThat(after).startsWith("{'@':'p3','ok':"));
        assertThat(alice.taken).isEqualTo(taken + 1);
    }

    private void pass(Mesh mesh) {
        mesh.flush();
        for (int i = 0; i < 50; i++) {
            time.pass(1);
            mesh.advance();
            mesh.flush();
        }
    }
}
