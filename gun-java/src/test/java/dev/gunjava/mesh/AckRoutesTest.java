package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.mesh.AckRoutes.Forwarded;
import dev.gunjava.mesh.AckRoutes.Origin;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way back for acks")
class AckRoutesTest {

    private final AckRoutes routes = new AckRoutes(Limits.general().routing());
    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new SimulatedPeer(time, 1, MeshOptions.general(), false).mesh;
    private final Neighbor alice = neighbor("alice", 1);
    private final Neighbor bob = neighbor("bob", 2);
    private final Neighbor carl = neighbor("carl", 3);

    private Neighbor neighbor(String name, int serial) {
        WorkQueue work = new WorkScheduler(time, Limits.general().turns()).newQueue();
        Neighbor neighbor = new Neighbor(
                ScriptedNeighbor.dialing(mesh, name), work, Limits.general(), new Timers(time), new FaultLog(time));
        neighbor.serial = serial;
        return neighbor;
    }

    private void add(String sentAs, Origin origin) {
        routes.add(origin, List.of(sentAs), List.of(carl), 0);
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
        Forwarded consented = new Forwarded(new Origin(alice, "put4"), List.of("a", "b", "c"), List.of(bob, carl));
        assertThat(consented.settles(bob, "b", false)).isFalse();
        assertThat(consented.settles(bob, "a", false)).isFalse();
        assertThat(consented.settles(carl, "a", false))
                .as("another receiver acks the same")
                .isFalse();
        assertThat(consented.settles(carl, "c", false)).isTrue();
        Forwarded refused = new Forwarded(new Origin(alice, "put5"), List.of("a", "b", "c"), List.of(bob));
        assertThat(refused.settles(bob, "a", true)).isTrue();
        assertThat(refused.settles(bob, "b", true)).isFalse();
        assertThat(refused.settles(bob, "b", false)).isFalse();
        assertThat(refused.settles(bob, "c", false)).as("too late").isFalse();
    }

    @Test
    @DisplayName("is open to those whom the put was sent to, and to nobody else")
    void receivers() {
        Forwarded forwarded = new Forwarded(new Origin(alice, "put6"), List.of("a"), List.of(bob, carl));
        assertThat(forwarded.settles(neighbor("stranger", 4), "a", false)).isFalse();
        assertThat(forwarded.settles(carl, "a", false)).isTrue();
        assertThat(forwarded.settles(bob, "a", false)).isTrue();
        Forwarded cut = new Forwarded(new Origin(alice, "put7"), List.of("a", "b"), List.of(bob));
        assertThat(cut.settles(carl, "a", true)).isFalse();
    }

    @Test
    @DisplayName("stays with the put that went out under an id first")
    void firstPut() {
        add("one", new Origin(alice, "put1"));
        add("one", new Origin(bob, "put2"));
        assertThat(find("one", 0)).isEqualTo(new Origin(alice, "put1"));
        assertThat(find("one", 60_001)).isNull();
        routes.add(new Origin(bob, "put2"), List.of("one"), List.of(carl), 60_002);
        assertThat(find("one", 60_002)).isEqualTo(new Origin(bob, "put2"));
    }

    @Test
    @DisplayName("is forgotten early where many receivers are to be remembered")
    @AtBound("routing.receivers")
    void manyReceivers() {
        List<Neighbor> many = Collections.nCopies(1 << 18, carl);
        for (int i = 0; i < 4; i++) {
            routes.add(new Origin(alice, "put" + i), List.of("sent" + i), many, 0);
        }
        assertThat(find("sent0", 0)).isNotNull();
        add("sent4", new Origin(alice, "put4"));
        assertThat(find("sent1", 0)).isNull();
        assertThat(find("sent0", 0)).isNotNull();
        assertThat(find("sent4", 0)).isNotNull();
        routes.remove(alice);
        for (int i = 0; i < 4; i++) {
            routes.add(new Origin(bob, "put" + i), List.of("sent" + i), many, 0);
        }
        assertThat(find("sent0", 0)).isNotNull();
    }
}
