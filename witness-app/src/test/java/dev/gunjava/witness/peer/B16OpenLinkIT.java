package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.rtc.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("B16: an open link, when offers come under the name of its peer")
class B16OpenLinkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int VARIANTS = 10;
    private static final List<Form> FORMS = List.of(Form.values());

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    @DisplayName("stays up all the time, at one letter in two seconds and at 100 a second")
    void stays() throws IOException {
        Network.assumeWebRtcCanConnect();
        List<PeerView> changes = new CopyOnWriteArrayList<>();
        try (GunRelay relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
                WitnessPeer one = WitnessPeer.builder()
                        .relays(List.of(relay.uri()))
                        .listener(event -> {
                            if (event instanceof PeerEvent.LinkChanged changed) {
                                changes.add(changed.view());
                            }
                        })
                        .open();
                WitnessPeer two =
                        WitnessPeer.builder().relays(List.of(relay.uri())).open()) {
            await().atMost(PATIENCE)
                    .until(() -> one.status().webrtcConnections() == 1
                            && two.status().webrtcConnections() == 1);
            long opened = one.statistics().opened();
            AtomicInteger letters = new AtomicInteger();
            for (long millis : new long[] {2_000, 10}) {
                int wanted = millis > 100 ? VARIANTS : 30 * VARIANTS;
                try (Stranger stranger = new Stranger(relay.uri(), one.id())) {
                    stranger.offerEach(
                            millis * 1_000,
                            two::id,
                            () -> String.format("%08x", random.nextInt()),
                            () -> FORMS.get(letters.getAndIncrement() % FORMS.size()));
                    await().atMost(PATIENCE).until(() -> stranger.written.sum() >= wanted);
                }
            }
            assertThat(changes.stream().filter(view -> view.peer().equals(two.id())))
                    .as("-Dseed=%d", seed)
                    .filteredOn(view -> view.state() == LinkState.LOST)
                    .isEmpty();
            assertThat(one.statistics().opened()).isEqualTo(opened);
            assertThat(one.status().webrtcConnections()).isEqualTo(1);
            var word = one.add("still here", null);
            await().atMost(PATIENCE).until(() -> two.witnesses().contains(word));
        }
    }

    @Test
    @DisplayName(
            "gives way to a peer that was killed and has started anew under its name, though it announced no pings")
    void restarted() throws IOException {
        Network.assumeWebRtcCanConnect();
        try (GunRelay relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
                WitnessPeer peer =
                        WitnessPeer.builder().relays(List.of(relay.uri())).open()) {
            Process first = start(relay.uri(), peer.id());
            try {
                await().atMost(PATIENCE).until(() -> peer.status().webrtcConnections() == 1);
            } finally {
                first.destroyForcibly();
            }
            try (HostilePeer again = new HostilePeer(relay.uri(), peer.id())) {
                again.appear();
                again.call();
                await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
                    again.offer(Objects.requireNonNull(again.sdp));
                    return again.open;
                });
                assertThat(peer.status().webrtcConnections()).isEqualTo(1);
            }
        }
    }

    private static Process start(URI relay, String target) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(java, "-cp", classPath, Caller.class.getName(), relay.toString(), target)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The process that is killed: it announces no extension, and so answers no pings. */
    static final class Caller {
        private Caller() {}

        public static void main(String[] arguments) throws IOException {
            try (HostilePeer caller = new HostilePeer(URI.create(arguments[0]), arguments[1])) {
                caller.connect();
                while (System.in.read() >= 0) {
                    // Only the end counts.
                }
            }
        }
    }
}
