package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.WritePolicy;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.limits.TurnLimits;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While another neighbor waits, a neighbor has its messages processed")
class TurnLimitsTest {

    private static final TurnLimits TURNS = Limits.general().turns();

    private final VirtualTime time = new VirtualTime();

    private Mesh mesh(WritePolicy policy) {
        return new Mesh(MeshOptions.general().withPolicy(policy), false, time, new SplittableRandom(1));
    }

    /** A policy that takes a millisecond to judge a key. */
    private @Nullable String slow(String soul, String key, GunValue value) {
        time.pass(1);
        return null;
    }

    /** A frame of so many puts. */
    private static String puts(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'#':'" + name + i + "','put':{'s':{'_':{'#':'s','>':{'" + name + i + "':1}},'" + name
                        + i + "':1}}}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    @DisplayName("up to 32 at a time")
    @AtBound("turns.messages")
    void messages() {
        Mesh mesh = mesh(WritePolicy.ANY);
        ScriptedNeighbor exact = ScriptedNeighbor.dialing(mesh, "exact");
        ScriptedNeighbor over = ScriptedNeighbor.dialing(mesh, "over");
        exact.says(puts("e", TURNS.messages()));
        assertThat(exact.hears()).hasSize(TURNS.messages());
        over.says(puts("o", TURNS.messages() + 1));
        assertThat(over.hears()).hasSize(TURNS.messages());
        assertThat(mesh.hasWork()).isTrue();
        mesh.advance();
        assertThat(over.hears()).hasSize(1);
    }

    @Test
    @DisplayName("for a millisecond at a time, looking at the clock after every fourth")
    @AtBound("turns.slice")
    void slice() {
        Mesh mesh = mesh(this::slow);
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        alice.says(puts("a", 4));
        assertThat(alice.hears()).hasSize(4);
        alice.says(puts("b", 31));
        assertThat(alice.hears()).hasSize(8);
    }

    @Test
    @DisplayName("for 3 ms a turn, with all others, before the sockets have theirs")
    @AtBound("turns.turn")
    void turn() {
        Mesh mesh = mesh(this::slow);
        for (int i = 0; i < 3; i++) {
            ScriptedNeighbor.dialing(mesh, "neighbor" + i).says(puts("n" + i + "x", 31));
        }
        long begun = time.elapsedMillis();
        mesh.advance();
        // One slice of eight messages is more than a turn.
        assertThat(time.elapsedMillis() - begun).isBetween(TURNS.turn().toMillis(), 8L);
        assertThat(mesh.hasWork()).isTrue();
    }
}
