package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.mesh.AckRoutes.Origin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way back for acks")
class AckRoutesTest {

    private final AckRoutes routes = new AckRoutes();
    private final Mesh mesh = new SimulatedPeer(new VirtualTime(), 1, MeshOptions.general(), false).mesh;
    private final Neighbor alice =
            new Neighbor(ScriptedNeighbor.dialing(mesh, "alice"), null, new Allowance(1, 1, 0), 0);
    private final Neighbor bob = new Neighbor(ScriptedNeighbor.dialing(mesh, "bob"), null, new Allowance(1, 1, 0), 0);

    @Test
    @DisplayName("is known for 10 000 puts, those used last")
    void capacity() {
        for (int i = 0; i <= 10_000; i++) {
            routes.add("sent" + i, new Origin(alice, "put" + i), 0);
        }
        assertThat(routes.find("sent0", 0)).isNull();
        assertThat(routes.find("sent1", 0)).isEqualTo(new Origin(alice, "put1"));
        assertThat(routes.find("sent10000", 0)).isEqualTo(new Origin(alice, "put10000"));
    }

    @Test
    @DisplayName("is forgotten 60 s after it was last used, and with who would be told")
    void idle() {
        routes.add("one", new Origin(alice, "put1"), 0);
        routes.add("other", new Origin(bob, "put2"), 0);
        assertThat(routes.find("one", 60_000)).isNotNull();
        assertThat(routes.find("one", 120_000)).isNotNull();
        assertThat(routes.find("one", 180_001)).isNull();
        routes.remove(bob);
        assertThat(routes.find("other", 1)).isNull();
    }

    @Test
    @DisplayName("is not noted to who has left, whose put may have waited for a store")
    void gone() {
        bob.leave();
        routes.remove(bob);
        routes.add("late", new Origin(bob, "put3"), 0);
        assertThat(routes.find("late", 0)).isNull();
    }
}
