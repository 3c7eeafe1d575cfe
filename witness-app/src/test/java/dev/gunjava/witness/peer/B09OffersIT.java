package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.rtc.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.LoggerFactory;

/** The virtual-time tests go through ten variants; here one run takes 40 s, and its letters vary within it. */
@EnabledOnOs(OS.LINUX)
@DisplayName("B09: under 100 hostile offers a second")
class B09OffersIT {
    private static final int SECONDS = 40;
    private static final List<Form> FORMS = List.of(Form.values());
    private static final long LETTER_MICROS = 10_000;
    private static final long MAX_GROWTH = 40 << 10;

    @Test
    @DisplayName("a peer makes few native connections, stays small, and links to an honest peer within 30 s")
    void bounded() throws IOException {
        Network.assumeWebRtcCanConnect();
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        try (GunRelay relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
                MeasuredPeer target = MeasuredPeer.start(relay.uri())) {
            // With one link made and ended, all that is loaded once is loaded.
            String id = linkOnce(relay, target);
            MeasuredPeer.Figures before = target.figures();
            long began = System.nanoTime();
            try (Stranger stranger = new Stranger(relay.uri(), id)) {
                stranger.offerEach(
                        LETTER_MICROS,
                        () -> "bad_" + (random.nextInt(4) == 0 ? random.nextInt(4) : random.nextInt(1 << 30)),
                        () -> String.format("%08x", random.nextInt()),
                        () -> FORMS.get(random.nextInt(FORMS.size())));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> target.figures().refused() > before.refused() + 100);
                try (WitnessPeer honest =
                        WitnessPeer.builder().relays(List.of(relay.uri())).open()) {
                    await().alias("-Dseed=" + seed)
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> honest.status().webrtcConnections() == 1
                                    && target.figures().open() == 1);
                    long linked = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                    await().atMost(Duration.ofSeconds(SECONDS + 10))
                            .until(() -> System.nanoTime() - began > TimeUnit.SECONDS.toNanos(SECONDS));
                    MeasuredPeer.Figures after = target.figures();
                    LoggerFactory.getLogger(B09OffersIT.class)
                            .info(
                                    "seed {}: {} letters, honest linked {} ms after the first, before {}, after {}",
                                    seed,
                                    stranger.written.sum(),
                                    linked,
                                    before,
                                    after);
                    assertThat(stranger.written.sum()).as("letters").isGreaterThan(SECONDS * 50);
                    assertThat(honest.status().webrtcConnections()).isEqualTo(1);
                    assertThat(after.natives() - before.natives())
                            .as("native connections, -Dseed=%d", seed)
                            .isLessThanOrEqualTo(12);
                    assertThat(after.kibibytes() - before.kibibytes())
                            .as("growth in KiB, -Dseed=%d", seed)
                            .isLessThan(MAX_GROWTH);
                }
            }
        }
    }

    private static String linkOnce(GunRelay relay, MeasuredPeer target) throws IOException {
        try (WitnessPeer first =
                WitnessPeer.builder().relays(List.of(relay.uri())).open()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> target.figures().open() == 1);
            assertThat(first.status().webrtcConnections()).isEqualTo(1);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> target.figures().open() == 0);
        return target.figures().id();
    }
}
