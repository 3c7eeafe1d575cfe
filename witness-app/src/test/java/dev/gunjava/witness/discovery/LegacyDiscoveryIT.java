package dev.gunjava.witness.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Ack;
import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.DiscoveryRules;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Discovery among the legacy pages")
class LegacyDiscoveryIT {
    private static final String NS = "witness-field-collective-public-v3";
    private static final String LETTER = NS + "/webrtc-signaling/me/tab1";
    private static final String OFFER = "v=0\r\na=setup:actpass\r\n";
    private static final String ANSWER = "v=0\r\na=setup:active\r\n";
    private static final String CANDIDATE = "{\"candidate\":\"candidate:%d\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}";

    private final GunRelay relay;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<Signal> signals = new CopyOnWriteArrayList<>();
    private final List<String> dropped = new CopyOnWriteArrayList<>();
    private final Gun gun;
    private final Gun page;
    private final LegacyPresence presence;
    private final LegacySignaling signaling;

    LegacyDiscoveryIT() throws IOException {
        relay = GunRelay.builder()
                .profile(Profile.SIGNALLING)
                .allow(DiscoveryPolicy.LEGACY_NAMESPACE)
                .open();
        gun = Gun.builder()
                .peer(relay.uri())
                .writePolicy(DiscoveryPolicy.ONLY_DISCOVERY.or(DiscoveryPolicy.LEGACY_DISCOVERY))
                .listenerExecutor(thread)
                .open();
        page = Gun.builder().peer(relay.uri()).open();
        presence = new LegacyPresence(
                gun, "me", InstantSource.system(), System::nanoTime, DiscoveryRules.DEPLOYED, new Presence.Listener() {
                    @Override
                    public void here(String peer, Verdict verdict, OptionalInt free) {
                        seen.add(peer + " here");
                    }

                    @Override
                    public void gone(String peer) {
                        seen.add(peer + " gone");
                    }
                });
        signaling = new LegacySignaling(
                gun, "me", InstantSource.system(), DiscoveryRules.DEPLOYED, signals::add, dropped::add);
    }

    @BeforeEach
    void start() {
        run(presence::watch);
        run(signaling::open);
    }

    @AfterEach
    void stop() {
        run(signaling::close);
        gun.close();
        page.close();
        relay.close();
        thread.shutdownNow();
    }

    private void run(Runnable task) {
        try {
            thread.submit(task).get(5, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private void write(String soul, Map<String, ?> fields) {
        assertThat(page.get(soul).put(fields).orTimeout(5, TimeUnit.SECONDS).join())
                .isInstanceOf(Ack.Stored.class);
    }

    private void link() {
        write(NS + "/webrtc-signaling/me", Map.of("tab1", Map.of("#", LETTER)));
    }

    private Node read(String soul) {
        Once once = page.get(soul).once().orTimeout(5, TimeUnit.SECONDS).join();
        return ((Once.Found) once).change().node().orElseThrow();
    }

    @Test
    @DisplayName("sees a page that is online of late, and not one whose last sign of life is more than 30 s old")
    void sees() {
        long now = System.currentTimeMillis();
        write(NS + "/peers/old", Map.of("id", "old", "timestamp", now - 31_000, "status", "online"));
        write(NS + "/peers", Map.of("old", Map.of("#", NS + "/peers/old")));
        write(NS + "/peers/tab1", Map.of("id", "tab1", "timestamp", now, "status", "online"));
        write(NS + "/peers", Map.of("tab1", Map.of("#", NS + "/peers/tab1")));
        await().until(() -> seen.contains("tab1 here"));
        write(NS + "/peers/tab1", Map.of("status", "offline"));
        await().until(() -> seen.contains("tab1 gone"));
        assertThat(seen).noneMatch(sight -> sight.startsWith("old"));
    }

    @Test
    @DisplayName("announces as a page does, and takes itself off the list on leaving")
    void announces() {
        run(() -> presence.announce(3));
        await().untilAsserted(() ->
                assertThat(read(NS + "/peers/me").value("status")).isEqualTo(new GunValue.Text("online")));
        run(() -> {
            var unused = presence.leave();
        });
        await().untilAsserted(() -> assertThat(read(NS + "/peers").value("me")).isEqualTo(GunValue.Null.INSTANCE));
    }

    @Test
    @DisplayName("reads an offer whose type a candidate has overwritten, and then each candidate, under one timestamp")
    void overwritten() {
        long now = System.currentTimeMillis();
        write(LETTER, Map.of("type", "offer", "sdp", OFFER, "timestamp", now));
        write(LETTER, Map.of("type", "ice-candidate", "candidate", CANDIDATE.formatted(1), "timestamp", now + 9));
        link();
        await().until(() -> signals.size() == 2);
        write(LETTER, Map.of("type", "ice-candidate", "candidate", CANDIDATE.formatted(2), "timestamp", now + 12));
        await().until(() -> signals.size() == 3);
        Signal.Offer offer = (Signal.Offer) signals.get(0);
        assertThat(offer.from()).isEqualTo("tab1");
        assertThat(offer.sdp()).isEqualTo(OFFER);
        assertThat(signals.subList(1, 3))
                .containsExactly(
                        new Signal.Candidate("tab1", offer.timestamp(), "0", 0, "candidate:1"),
                        new Signal.Candidate("tab1", offer.timestamp(), "0", 0, "candidate:2"));
    }

    @Test
    @DisplayName("takes a description for an answer unless it leaves the handshake open, whatever its type says")
    void answers() {
        run(() -> signaling.attend("tab1"));
        write(LETTER, Map.of("type", "ice-candidate", "sdp", ANSWER, "timestamp", 1));
        await().until(() -> signals.size() == 1);
        assertThat(signals.get(0)).isInstanceOf(Signal.Answer.class);
    }

    @Test
    @DisplayName("drops a description that is too long")
    void drops() {
        write(LETTER, Map.of("type", "offer", "sdp", OFFER + "x".repeat(16 * 1024)));
        link();
        await().until(() -> dropped.contains("signal too long"));
        assertThat(signals).isEmpty();
    }

    @Test
    @DisplayName("writes whole descriptions in one letter with the links to it, no candidates, and takes all back")
    void writes() {
        run(() -> signaling.offer("tab1", OFFER, Form.JSON));
        run(() -> signaling.candidate("tab1", 1, 0, "0", 0, "candidate:x"));
        String letter = NS + "/webrtc-signaling/tab1/me";
        await().untilAsserted(() -> assertThat(read(letter).value("sdp")).isEqualTo(new GunValue.Text(OFFER)));
        assertThat(read(letter).value("type")).isEqualTo(new GunValue.Text("offer"));
        assertThat(read(letter).value("candidate")).isNull();
        assertThat(read(NS + "/webrtc-signaling/tab1").value("me")).isEqualTo(new GunValue.Link(letter));
        run(() -> signaling.clear("tab1"));
        await().untilAsserted(() -> assertThat(read(letter).value("sdp")).isEqualTo(GunValue.Null.INSTANCE));
    }

    @Test
    @DisplayName("nothing of a witness can be written there by us, nor by others into our graph")
    void policy() {
        Ack ack = gun.get(NS + "/w1")
                .put(Map.of("text", "secret"))
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        assertThat(ack).isInstanceOf(Ack.Refused.class);
        assertThat(gun.get(NS)
                        .put(Map.of("w1", Map.of("#", NS + "/w1")))
                        .orTimeout(5, TimeUnit.SECONDS)
                        .join())
                .isInstanceOf(Ack.Refused.class);
        assertThat(DiscoveryPolicy.ONLY_DISCOVERY.refusal(NS + "/peers/me", "id", GunValue.Null.INSTANCE))
                .as("without the flag nothing of the namespace")
                .isNotNull();
    }
}
