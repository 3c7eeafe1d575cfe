package dev.gunjava.witness.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.DiscoveryRules;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Discovery through a relay")
class DiscoveryIT {
    private static final String NS = "witness-field-p2p-discovery-v1";
    private static final String SDP = "v=0\r\nm=\"quoted\"\r\n";

    private final GunRelay relay;
    private final Side alice;
    private final Side bob;
    private final Gun stranger;

    DiscoveryIT() throws IOException {
        relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
        alice = new Side("peer_alice");
        bob = new Side("peer_bob");
        stranger = Gun.builder().peer(relay.uri()).open();
    }

    /** One peer's discovery, all on a thread of its own. */
    private final class Side implements Presence.Listener, AutoCloseable {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        final Gun gun = Gun.builder()
                .peer(relay.uri())
                .writePolicy(DiscoveryPolicy.ONLY_DISCOVERY)
                .listenerExecutor(thread)
                .open();
        final List<String> seen = new CopyOnWriteArrayList<>();
        final List<Signal> signals = new CopyOnWriteArrayList<>();
        final List<String> dropped = new CopyOnWriteArrayList<>();
        final Presence presence;
        final Signaling signaling;

        Side(String id) {
            presence = new Presence(gun, id, InstantSource.system(), System::nanoTime, DiscoveryRules.DEPLOYED, this);
            signaling = new Signaling(
                    gun,
                    id,
                    InstantSource.system(),
                    DiscoveryRules.DEPLOYED,
                    List.of("ping"),
                    signals::add,
                    dropped::add);
        }

        void start() {
            run(presence::watch);
            run(signaling::open);
        }

        void run(Runnable task) {
            try {
                thread.submit(task).get(5, TimeUnit.SECONDS);
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        }

        @Override
        public void here(String peer, Verdict verdict, OptionalInt free) {
            seen.add(peer + " here " + free.orElse(-1));
        }

        @Override
        public void gone(String peer) {
            seen.add(peer + " gone");
        }

        void leave() {
            run(() -> {
                var unused = presence.leave();
            });
        }

        @Override
        public void close() {
            run(signaling::close);
            leave();
            gun.close();
            thread.shutdownNow();
        }
    }

    @BeforeEach
    void start() {
        alice.start();
        bob.start();
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        stranger.close();
        relay.close();
    }

    private void strange(String soul, Map<String, ?> fields) {
        stranger.get(soul).put(fields).orTimeout(5, TimeUnit.SECONDS).join();
    }

    @Test
    @DisplayName("a peer is seen when it announces itself, and again when it leaves")
    void sees() {
        alice.run(() -> alice.presence.announce(5));
        await().until(() -> bob.seen.contains("peer_alice here 5"));
        assertThat(alice.seen).isEmpty();
        alice.leave();
        await().until(() -> bob.seen.contains("peer_alice gone"));
    }

    @Test
    @DisplayName("what is no presence is nobody: a wrong id, a missing time, another's node")
    void ignoresNonsense() {
        strange(NS + "/peers/peer_odd", Map.of("id", "peer_odd", "active", true));
        strange(NS + "/peers", Map.of("peer_odd", Map.of("#", NS + "/peers/peer_odd")));
        strange(NS + "/peers", Map.of("peer/evil", Map.of("#", NS + "/peers/peer_odd")));
        strange(NS + "/peers", Map.of("peer_liar", Map.of("#", NS + "/peers/peer_bob")));
        strange(NS + "/peers", Map.of("peer_text", "hello"));
        bob.run(() -> bob.presence.announce(1));
        await().until(() -> alice.seen.contains("peer_bob here 1"));
        assertThat(alice.seen).allMatch(seen -> seen.startsWith("peer_bob"));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @DisplayName("an offer arrives in each form, and its answer in the same, with what both announce")
    void signals(Form form) {
        alice.run(() -> alice.signaling.offer("peer_bob", SDP, form));
        await().until(() -> bob.signals.size() == 1);
        Signal.Offer offer = (Signal.Offer) bob.signals.get(0);
        assertThat(offer.from()).isEqualTo("peer_alice");
        assertThat(offer.sdp()).isEqualTo(SDP);
        assertThat(offer.form()).isEqualTo(form);
        assertThat(offer.extensions()).isEqualTo(form == Form.JSON ? Set.of("ping") : Set.of());

        bob.run(() -> bob.signaling.answer("peer_alice", SDP + "a", offer.form(), offer.timestamp()));
        await().until(() -> alice.signals.size() == 1);
        Signal.Answer answer = (Signal.Answer) alice.signals.get(0);
        assertThat(answer.sdp()).isEqualTo(SDP + "a");
        assertThat(answer.form()).isEqualTo(form);
        assertThat(answer.re()).isEqualTo(offer.timestamp());
    }

    @Test
    @DisplayName("a second offer in the form of a link brings the second description, not the first again")
    void followsChangedLinks() {
        for (int i = 1; i <= 3; i++) {
            String sdp = SDP + i;
            int count = i;
            alice.run(() -> alice.signaling.offer("peer_bob", sdp, Form.LINK));
            await().until(() -> bob.signals.size() == count);
            assertThat(((Signal.Offer) bob.signals.get(i - 1)).sdp()).isEqualTo(sdp);
        }
    }

    @Test
    @DisplayName("late candidates reach the peer that attends, once each, and the empty one is skipped")
    void candidates() {
        bob.run(() -> bob.signaling.attend("peer_alice"));
        alice.run(() -> {
            alice.signaling.candidate("peer_bob", 77, 0, "0", 0, "candidate:x");
            alice.signaling.candidate("peer_bob", 77, 1, null, 0, "");
            alice.signaling.candidate("peer_bob", 77, 2, null, 0, "candidate:y");
        });
        await().until(() -> bob.signals.size() == 2);
        assertThat(bob.signals)
                .containsExactlyInAnyOrder(
                        new Signal.Candidate("peer_alice", 77, "0", 0, "candidate:x"),
                        new Signal.Candidate("peer_alice", 77, null, 0, "candidate:y"));
    }

    @Test
    @DisplayName("a letter is dropped if it is old, not addressed to us, malformed, or has been read before")
    void dropsLetters() {
        strange(
                NS + "/signaling/peer_bob/peer_old",
                Map.of("type", "offer", "offer", "{\"type\":\"offer\",\"sdp\":\"v=0\"}", "timestamp", 1_000));
        strange(NS + "/signaling/peer_bob", Map.of("peer_old", Map.of("#", NS + "/signaling/peer_bob/peer_old")));
        strange(
                NS + "/signaling/peer_carol/peer_x",
                Map.of("type", "offer", "offer", "v=0", "timestamp", System.currentTimeMillis()));
        strange(NS + "/signaling/peer_bob", Map.of("peer_x", Map.of("#", NS + "/signaling/peer_carol/peer_x")));
        strange(
                NS + "/signaling/peer_bob/peer_bad",
                Map.of("type", "offer", "offer", "{\"type\":\"answer\",", "timestamp", System.currentTimeMillis()));
        strange(NS + "/signaling/peer_bob", Map.of("peer_bad", Map.of("#", NS + "/signaling/peer_bob/peer_bad")));
        await().until(() ->
                bob.dropped.contains("signal too old") && bob.dropped.contains("signal not addressed to us"));

        alice.run(() -> alice.signaling.offer("peer_bob", SDP, Form.JSON));
        await().until(() -> bob.signals.size() == 1);
        bob.run(() -> bob.signaling.attend("peer_alice"));
        alice.run(() -> alice.signaling.offer("peer_bob", SDP + 2, Form.JSON));
        await().until(() -> bob.signals.size() >= 2);
        assertThat(bob.signals).hasSize(2).allMatch(signal -> signal.from().equals("peer_alice"));
    }

    @Test
    @DisplayName("a letter that arrives in parts, old keys beside new ones, is read when the parts agree")
    void readsParts() {
        String soul = NS + "/signaling/peer_bob/peer_parts";
        long now = System.currentTimeMillis();
        strange(NS + "/signaling/peer_bob", Map.of("peer_parts", Map.of("#", soul)));
        strange(soul, Map.of("offer", "{\"type\":\"offer\",\"sdp\":\"v=0\",\"ts\":" + now + "}"));
        strange(soul, Map.of("type", "offer", "timestamp", now - 5));
        strange(soul, Map.of("timestamp", now));
        await().until(() -> !bob.signals.isEmpty());
        assertThat(bob.signals).singleElement().extracting(Signal::timestamp).isEqualTo(now);
    }

    @Test
    @DisplayName("on leaving, a peer takes back every letter and its place in the list")
    void cleansUp() {
        alice.run(() -> alice.presence.announce(1));
        alice.run(() -> alice.signaling.offer("peer_bob", SDP, Form.LINK));
        await().until(() -> bob.signals.size() == 1);
        alice.run(alice.signaling::close);
        alice.leave();

        for (String place : List.of(
                "/signaling/peer_bob/peer_alice",
                "/signaling/peer_bob/peer_alice/offer",
                "/signaling/peer_bob",
                "/peers")) {
            await().untilAsserted(() -> assertThat(values(NS + place))
                    .as(place)
                    .isNotEmpty()
                    .allSatisfy((key, value) -> {
                        if (!place.equals("/peers") || key.equals("peer_alice")) {
                            assertThat(value).as(key).isEqualTo(GunValue.Null.INSTANCE);
                        }
                    }));
        }
        assertThat(values(NS + "/peers/peer_alice")).containsEntry("active", new GunValue.Bool(false));
    }

    private Map<String, GunValue> values(String soul) {
        Map<String, GunValue> values = new HashMap<>();
        if (stranger.get(soul).once().orTimeout(6, TimeUnit.SECONDS).join() instanceof Once.Found found) {
            Node node = found.change().node().orElseThrow();
            for (int i = 0; i < node.size(); i++) {
                values.put(node.key(i), node.value(i));
            }
        }
        return values;
    }

    @Test
    @DisplayName("nothing outside the namespace of discovery can be written, not even by a slip")
    void writesNothingElse() {
        assertThat(alice.gun
                        .get("witness-field-emergency-v1")
                        .put(Map.of("w_1", "a text"))
                        .orTimeout(5, TimeUnit.SECONDS)
                        .join())
                .isInstanceOf(dev.gunjava.Ack.Refused.class);
        assertThat(alice.gun.get(NS + "-2").put(Map.of("w_1", "a text")).join())
                .isInstanceOf(dev.gunjava.Ack.Refused.class);
    }
}
