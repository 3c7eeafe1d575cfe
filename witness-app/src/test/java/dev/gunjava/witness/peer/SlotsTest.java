package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Gun;
import dev.gunjava.witness.DiscoveryRules;
import dev.gunjava.witness.LinkRules;
import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.VirtualTime;
import dev.gunjava.witness.discovery.Presence;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.discovery.Signaling;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.WitnessCodec;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.DataLinks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the eight connections of a peer")
class SlotsTest {
    private static final long WRITTEN = 500;

    private final List<Neighbour> neighbours = new ArrayList<>();
    private final Gun gun = Gun.builder().open();
    private final Dialect dialect = dialect();
    private long now = 1_000;

    /** As a peer has it that meets nobody. */
    private Dialect dialect() {
        VirtualTime time = new VirtualTime();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Neighbourhood neighbourhood = new Neighbourhood(
                new DataLinks() {
                    @Override
                    public DataLink create(DataLink.Listener listener) {
                        return new VirtualLink(time, 1);
                    }

                    @Override
                    public void close() {}
                },
                new Random(3),
                time,
                () -> now,
                new Drops(new PeerMetrics(registry)),
                new LinkMetrics(registry),
                PeerLimits.DEPLOYED,
                new Neighbourhood.Listener() {
                    @Override
                    public void changed(PeerView view) {}

                    @Override
                    public void opened(Conversation conversation) {}

                    @Override
                    public void received(Conversation conversation, String text) {}
                });
        return new Dialect(
                neighbourhood,
                heard -> new Presence(gun, "peer_me", time, time::read, DiscoveryRules.DEPLOYED, heard),
                same -> new Signaling(
                        gun, "peer_me", time, DiscoveryRules.DEPLOYED, Extension.ALL, same::signalled, dropped -> {}),
                new WitnessCodec(),
                other -> Turn.of(true));
    }

    @AfterEach
    void close() {
        gun.close();
    }

    private Slots slots(long seed) {
        return new Slots(neighbours, new Random(seed));
    }

    private Neighbour neighbour(String id) {
        Neighbour fresh = new Neighbour(id, dialect, new LinkMachine(Turn.of(true), new Random(3), now), 0);
        fresh.machine.on(new LinkEvent.Present(), now);
        neighbours.add(fresh);
        return fresh;
    }

    private Neighbour offering(String id) {
        Neighbour neighbour = neighbour(id);
        neighbour.machine.on(new LinkEvent.Chosen(), now);
        neighbour.machine.on(new LinkEvent.Described(), now);
        neighbour.machine.on(new LinkEvent.Written(WRITTEN), now);
        return neighbour;
    }

    private Neighbour open(String id) {
        Neighbour neighbour = offering(id);
        neighbour.machine.on(new LinkEvent.Opened(), now);
        return neighbour;
    }

    @Test
    @DisplayName("own attempts take six and leave two to those who come")
    void keepsTwoForIncoming() {
        for (int i = 0; i < 6; i++) {
            assertThat(slots(1).isFreeForOwn()).isTrue();
            open("peer_" + i);
        }
        assertThat(slots(1).isFreeForOwn()).isFalse();
        assertThat(slots(1).free()).isEqualTo(2);
        open("peer_6");
        open("peer_7");
        assertThat(slots(1).free()).isZero();
    }

    @Test
    @DisplayName("each of the equally promising is chosen some time, so that meshes do not cluster")
    void choosesAtRandom() {
        for (int i = 0; i < 10; i++) {
            neighbour("peer_" + i);
        }
        Set<String> chosen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            chosen.add(slots(seed).next(now).orElseThrow().id);
        }
        assertThat(chosen).hasSize(10);
    }

    @Test
    @DisplayName(
            "none goes to a peer that has none free, and the first to one that is surely there and has failed least")
    void choosesThePromising() {
        neighbour("peer_full").free = OptionalInt.of(0);
        assertThat(slots(1).next(now)).isEmpty();
        neighbour("peer_ghost");
        Neighbour sure = neighbour("peer_sure");
        sure.sure = true;
        for (int seed = 0; seed < 50; seed++) {
            assertThat(slots(seed).next(now)).contains(sure);
        }
    }

    @Test
    @DisplayName("one whose offer nobody answers for three seconds goes to the next, if that promises no less")
    void displaces() {
        Neighbour silent = offering("peer_silent");
        Neighbour next = neighbour("peer_next");
        assertThat(slots(1).displaceable(next, now)).isEmpty();
        now += LinkMachine.UNANSWERED_MILLIS;
        assertThat(slots(1).displaceable(next, now)).contains(silent);
        silent.sure = true;
        assertThat(slots(1).displaceable(next, now)).isEmpty();
    }

    @Test
    @DisplayName("an aged one is made anew when no other is being made, and it is quiet or has aged for a minute")
    void makesAnew() {
        Neighbour aged = open("peer_aged");
        assertThat(slots(1).aged(now)).as("one that has not aged").isEmpty();
        aged.agedAt = OptionalLong.of(now);
        aged.lastHeard = now;
        assertThat(slots(1).aged(now))
                .as("one over which something came just now")
                .isEmpty();
        aged.opened(new VirtualLink(new VirtualTime(), 1), LinkRules.DEPLOYED, now);
        Objects.requireNonNull(aged.conversation).pending.put("w_1", false);
        now += Neighbourhood.QUIET_MILLIS;
        assertThat(slots(1).aged(now)).as("one with witnesses to show").isEmpty();
        now = 1_000 + Neighbourhood.MAX_AGED_MILLIS;
        assertThat(slots(1).aged(now)).contains(aged);
        offering("peer_new");
        assertThat(slots(1).aged(now)).as("while another is being made").isEmpty();
    }

    @Test
    @DisplayName("candidates that come before their description wait for it, and those of another are dropped with it")
    void earlyCandidates() {
        Neighbour neighbour = neighbour("peer_a");
        Signal.Candidate old = new Signal.Candidate("peer_a", 5, "0", 0, "candidate:old");
        Signal.Candidate fitting = new Signal.Candidate("peer_a", 7, "0", 0, "candidate:fitting");
        neighbour.keep(old);
        neighbour.keep(fitting);
        assertThat(neighbour.takeEarly(7)).containsExactly(fitting);
        assertThat(neighbour.takeEarly(5)).isEmpty();
    }
}
