package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.MemoryLimits;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B03, B11: writes from the future took memory that nobody counted, and one writer's quota was everybody's. */
@DisplayName("B03, B11: writes that are held back")
class B03DeferredBytesTest {

    private static final long SHARE = 4 << 20;

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new Mesh(
            MeshOptions.general().withLimits(now -> now.with(new MemoryLimits(64 << 20, SHARE))),
            false,
            time,
            new SplittableRandom(1));
    private final ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
    private int puts;

    private String put(long ahead, String value) {
        long state = time.wallMillis() + ahead;
        puts++;
        return "{'#':'p" + puts + "','put':{'a':{'_':{'#':'a','>':{'k" + puts + "':" + state + "}},'k" + puts + "':'"
                + value + "'}}}";
    }

    @Test
    @DisplayName("weigh bytes, twice as many with a character beyond Latin-1, up to the share of their writer")
    @AtBound("memory.bytesPerConnection")
    void bytes() {
        int accepted = 0;
        while (alice.hears().isEmpty()) {
            alice.says(put(60_000, "\u20ac" + "x".repeat(200_000)));
            accepted++;
        }
        assertThat(accepted - 1).isEqualTo((int) (SHARE / 400_400));
        assertThat(mesh.budget().held()).isBetween(SHARE * 8 / 10, SHARE);
    }

    @Test
    @DisplayName("are refused beyond the quota of their writer, and nobody else's, and never if less than 2 s ahead")
    void quotaOfOne() {
        ScriptedNeighbor bob = ScriptedNeighbor.dialing(mesh, "bob");
        for (int i = 0; i < 100; i++) {
            alice.says(put(60_000, "x".repeat(200_000)));
        }
        assertThat(alice.hears()).isNotEmpty().allMatch(message -> message.contains("'err':'too many writes"));
        alice.says(put(50, "soon"));
        bob.says(put(50, "soon"));
        bob.says(put(60_000, "later"));
        assertThat(bob.hears()).isEmpty();
        time.pass(60);
        mesh.advance();
        assertThat(alice.hears()).containsExactly("{'@':'p101','ok':{'':1}}");
        assertThat(bob.hears()).contains("{'@':'p102','ok':{'':1}}");
    }

    @Test
    @DisplayName(
            "are dropped when their writer leaves, but for those that are due at once, and give back what they held")
    void leaving() {
        alice.says(put(60_000, "far"));
        alice.says(put(1_000, "near"));
        assertThat(mesh.deferred()).isEqualTo(2);
        alice.leaves();
        assertThat(mesh.deferred()).isEqualTo(1);
        time.pass(1_000);
        mesh.advance();
        assertThat(mesh.node("a").keys()).containsExactly("k2");
        assertThat(mesh.budget().held()).isZero();
    }
}
