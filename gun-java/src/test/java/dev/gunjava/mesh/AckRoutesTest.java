package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.mesh.AckRoutes.Forwarded;
import dev.gunjava.mesh.AckRoutes.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way back for acks")
class AckRoutesTest {

    private final AckRoutes routes = new AckRoutes(Limits.general().routing());
    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new SimulatedPeer(time, 1, MeshOptions.general(), false).mesh;
    private final Neighbor alice = neighbor("alice");
    private final Neighbor bob = neighbor("bob");

    private Neighbor neighbor(String name) {
        WorkQueue work = new WorkScheduler(time, Limits.general().turns()).newQueue();
        return new Neighbor(
                ScriptedNeighbor.dialing(mesh, name), work, Limits.general(), new Timers(time), new FaultLog(time));
    }

    private void add(String sentAs, Origin origin) {
        routes.add(List.of(sentAs), new Forwarded(origin, List.of(sentAs)), 0);
    }

    private @Nullable Origin find(String sentAs, long now) {
        Forwarded forwarded = routes.find(sentAs, now);
        return forwarded == null ? null : forwarded.origin();
    }

    @Test
    @DisplayName("is known for 10 000 puts, those used last")
    @AtBound("routing.routes")
    void capacity() {
        for (int i = 0; i <= 10_000; i++) {
            add("sent" + i, new Origin(alice, "put" + i));
        }
        assertThat(find("sent0", 0)).isNull();
        assertThat(find("sent1", 0)).isEqualTo(new Origin(alice, "put1"));
        assertThat(find("sent10000", 0)).isEqualTo(new Origin(alice, "put10000"));
    }

    @Test
    @DisplayName("is forgotten 60 s after it was last used, and with who would be told")
    @AtBound("routing.route")
    void idle() {
        add("one", new Origin(alice, "put1"));
        add("other", new Origin(bob, "put2"));
        assertThat(find("one", 60_000)).isNotNull();
        assertThat(find("one", 120_000)).isNotNull();
        assertThat(find("one", 180_001)).isNull();
        routes.remove(bob);
        assertThat(find("other", 1)).isNull();
    }

    @Test
    @DisplayName("is not noted to who has left, whose put may have waited for a store")
    void gone() {
        bob.leave();
        routes.remove(bob);
        add("late", new Origin(bob, "put3"));
        assertThat(find("late", 0)).isNull();
    }

    @Test
    @DisplayName("gives a put that went on in several messages one outcome: consent of all, or the first refusal (B33)")
    void severalMessages() {
        Forwarded consented = new Forwarded(new Origin(alice, "put4"), List.of("a", "b", "c"));
        assertThat(consented.settles("b", false)).isFalse();
        assertThat(consented.settles("a", false)).isFalse();
        assertThat(consented.settles("a", false))
                .as("another receiver acks the same")
                .isFalse();
        assertThat(consented.settles("c", false)).isTrue();
        Forwarded refused = new Forwarded(new Origin(alice, "put5"), List.of("a", "b", "c"));
        assertThat(refused.settles("a", true)).isTrue();
        assertThat(refused.settles("b", true)).isFalse();
        assertThat(refused.settles("b", false)).isFalse();
        assertThat(refused.settles("c", false)).as("too late").isFalse();
    }
}
