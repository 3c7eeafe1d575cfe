package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Gun;
import dev.gunjava.witness.DiscoveryRules;
import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.VirtualTime;
import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.discovery.Presence;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.discovery.Signaling;
import dev.gunjava.witness.discovery.Verdict;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.WitnessCodec;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.DataLinks;
import dev.gunjava.witness.rtc.LocalDescription;
import dev.gunjava.witness.rtc.SessionDescription;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DisplayName("B18: among 1 100 invented presences")
class B18PresencesTest {
    private static final String HONEST = "peer_honest";
    private static final String SDP = String.join(
            "\r\n",
            "v=0",
            "o=- 1 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789abcdefghijkl",
            "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB",
            "a=setup:actpass",
            "a=mid:0");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final VirtualTime time = new VirtualTime();
    private final Gun gun = Gun.builder().open();
    private final Drops drops = new Drops(new PeerMetrics(new SimpleMeterRegistry()));
    private final Neighbourhood neighbourhood = neighbourhood();
    private final Dialect dialect = new Dialect(
            neighbourhood,
            heard -> new Presence(gun, "peer_me", time, time::read, DiscoveryRules.DEPLOYED, heard),
            same -> new Signaling(
                    gun, "peer_me", time, DiscoveryRules.DEPLOYED, Extension.ALL, same::signalled, dropped -> {}),
            new WitnessCodec(),
            other -> Turn.of(true));

    /** The links describe themselves at once and hear from nobody. */
    private Neighbourhood neighbourhood() {
        return new Neighbourhood(
                new DataLinks() {
                    @Override
                    public DataLink create(DataLink.Listener listener) {
                        return new UnansweredLink(time, listener);
                    }

                    @Override
                    public void close() {}
                },
                random,
                time,
                this::millis,
                drops,
                new LinkMetrics(new SimpleMeterRegistry()),
                PeerLimits.DEPLOYED,
                new Neighbourhood.Listener() {
                    @Override
                    public void changed(PeerView view) {}

                    @Override
                    public void opened(Conversation conversation) {}

                    @Override
                    public void received(Conversation conversation, String text) {}
                });
    }

    /** A link to a peer that never answers. */
    private static final class UnansweredLink extends VirtualLink {
        private final VirtualTime time;
        private final DataLink.Listener listener;

        UnansweredLink(VirtualTime time, DataLink.Listener listener) {
            super(time, 1);
            this.time = time;
            this.listener = listener;
        }

        @Override
        public void offer() {
            time.after(20, () -> listener.described(LocalDescription.of(SessionDescription.Type.OFFER, SDP)));
        }

        @Override
        public void answer(SessionDescription offer) {
            time.after(20, () -> listener.described(LocalDescription.of(SessionDescription.Type.ANSWER, SDP)));
        }
    }

    @AfterEach
    void close() {
        neighbourhood.close();
        gun.close();
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(time.read());
    }

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 200) {
            time.pass(Duration.ofMillis(200));
            neighbourhood.tick();
        }
    }

    private void here(String peer, Verdict verdict) {
        dialect.here(peer, verdict, OptionalInt.empty());
    }

    /** 1 100 names in five seconds. */
    private void invent(String prefix) {
        for (int i = 0; i < 1_100; i++) {
            here(prefix + i, random.nextBoolean() ? Verdict.SURE : Verdict.LIKELY);
            if (i % 44 == 0) {
                pass(200);
            }
        }
    }

    private Map<String, LinkState> states() {
        return neighbourhood.all().stream()
                .collect(Collectors.toMap(neighbour -> neighbour.id, neighbour -> neighbour.machine.state()));
    }

    @RepeatedTest(10)
    @DisplayName("an honest peer that was there before stays, and is tried within seconds of its next heartbeat")
    void before() {
        here(HONEST, Verdict.SURE);
        here(HONEST, Verdict.CHANGING);
        neighbourhood.gone(dialect, HONEST);
        here(HONEST, Verdict.CHANGING);
        invent("fake_");
        assertThat(states()).as("-Dseed=%d", seed).containsKey(HONEST).hasSizeLessThanOrEqualTo(1_000);
        assertTried();
    }

    @RepeatedTest(10)
    @DisplayName("an honest peer that comes after them finds room, and is tried within seconds of its next heartbeat")
    void after() {
        invent("fake_");
        here(HONEST, Verdict.SURE);
        pass(2_000);
        assertTried();
    }

    private void assertTried() {
        here(HONEST, Verdict.CHANGING);
        boolean tried = false;
        for (int step = 0; step < 25 && !tried; step++) {
            pass(200);
            tried = states().get(HONEST) == LinkState.OFFERING;
        }
        assertThat(tried).as("-Dseed=%d: offered to within 5 s", seed).isTrue();
    }

    @Test
    @DisplayName("that change too, those we failed to connect to give way first")
    void failed() {
        invent("fake_");
        invent("fake_");
        states().keySet().forEach(id -> here(id, Verdict.CHANGING));
        pass(30_000);
        Set<String> failed = neighbourhood.all().stream()
                .filter(neighbour -> neighbour.machine.failures() > 0)
                .map(neighbour -> neighbour.id)
                .collect(Collectors.toSet());
        assertThat(failed).isNotEmpty();
        here(HONEST, Verdict.SURE);
        assertThat(states()).containsKey(HONEST).hasSizeLessThanOrEqualTo(1_000);
        assertThat(failed).anyMatch(id -> !states().containsKey(id));
    }

    @Test
    @DisplayName("that change too and have not failed, a name that has not changed is turned down and counted")
    void turnedDown() {
        for (int i = 0; i < 1_000; i++) {
            here("fake_" + i, Verdict.CHANGING);
        }
        here("late", Verdict.SURE);
        assertThat(states()).hasSize(1_000).doesNotContainKey("late");
        assertThat(drops.counts()).containsEntry("more peers than can be known", 1L);
    }

    @Test
    @DisplayName("an offer of a peer that nobody listed is answered, whatever the others promise")
    void offers() {
        for (int i = 0; i < 1_000; i++) {
            here("fake_" + i, Verdict.CHANGING);
        }
        neighbourhood.signalled(
                dialect, new Signal.Offer(HONEST, time.millis(), SDP, Form.JSON, Set.copyOf(Extension.ALL)));
        assertThat(states()).hasSize(1_000).containsEntry(HONEST, LinkState.ANSWERING);
        pass(200);
        assertThat(states()).containsEntry(HONEST, LinkState.CONNECTING);
    }
}
