package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When the link between two relays is back")
class PartedRelaysTest {

    /** More than a neighbor is asked back for in a second. */
    private static final int SOULS = 300;

    private final VirtualTime time = new VirtualTime();
    private final SimulatedPeer dialed = new SimulatedPeer(time, 1, MeshOptions.general(), false);
    private final SimulatedPeer dialing = new SimulatedPeer(time, 2, MeshOptions.general(), true);
    private final SimulatedPeer alice = new SimulatedPeer(time, 3, MeshOptions.general(), true);
    private final SimulatedPeer bob = new SimulatedPeer(time, 4, MeshOptions.general(), true);

    @BeforeEach
    void part() {
        dialing.dial(dialed);
        alice.dial(dialed);
        bob.dial(dialing);
        for (int i = 0; i < SOULS; i++) {
            alice.watch("soul" + i, part -> {});
            bob.watch("soul" + i, part -> {});
        }
        time.pass(2_000);
        dialing.disconnect(dialed);
    }

    private void mend() {
        time.pass(2_000);
        dialing.dial(dialed);
        time.pass(20_000);
    }

    private static void writeAll(SimulatedPeer neighbor) {
        for (int i = 0; i < SOULS; i++) {
            neighbor.write("soul" + i, "k", new GunValue.Num(i));
        }
    }

    @Test
    @DisplayName(
            "what was written behind the one that dials reaches those behind the other, though it knew nothing of it")
    void fromTheDiallingSide() {
        writeAll(bob);
        mend();
        assertThat(alice.graph()).isEqualTo(bob.graph()).hasSize(SOULS);
    }

    @Test
    @DisplayName("what was written behind the one that is dialed reaches those behind the other")
    void fromTheDialledSide() {
        writeAll(alice);
        mend();
        assertThat(bob.graph()).isEqualTo(alice.graph()).hasSize(SOULS);
    }

    @Test
    @DisplayName("what both sides wrote to the same nodes meets on both")
    void fromBoth() {
        writeAll(bob);
        writeAll(alice);
        alice.write("soul" + (SOULS - 1), "l", new GunValue.Num(2));
        bob.write("soul" + (SOULS - 1), "m", new GunValue.Num(3));
        mend();
        assertThat(alice.graph()).isEqualTo(bob.graph()).hasSize(SOULS);
        assertThat(alice.graph().get("soul" + (SOULS - 1)).keys()).containsExactly("k", "l", "m");
    }
}
