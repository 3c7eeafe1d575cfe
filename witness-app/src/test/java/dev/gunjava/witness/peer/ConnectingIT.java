package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.rtc.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("Two witness peers that meet through a relay")
class ConnectingIT {
    private static final Logger log = LoggerFactory.getLogger(ConnectingIT.class);

    @Test
    @Tag("long")
    @DisplayName("connect every time, 100 times out of 100")
    void everyTime() throws IOException {
        Network.assumeWebRtcCanConnect();
        List<Long> millis = new ArrayList<>();
        try (GunRelay relay = GunRelay.builder().profile(Profile.SIGNALLING).open()) {
            for (int i = 0; i < 100; i++) {
                millis.add(connect(relay));
            }
        }
        Collections.sort(millis);
        log.info("connected {} of 100; median {} ms, maximum {} ms", millis.size(), millis.get(50), millis.get(99));
        assertThat(millis).hasSize(100);
    }

    /** From the start of the second peer, with the native library loaded by the first, to a channel open on both sides. */
    private static long connect(GunRelay relay) {
        try (WitnessPeer first =
                WitnessPeer.builder().relays(List.of(relay.uri())).open()) {
            await().until(() -> first.status().relayConnected());
            long began = System.nanoTime();
            try (WitnessPeer second =
                    WitnessPeer.builder().relays(List.of(relay.uri())).open()) {
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> first.status().webrtcConnections() == 1
                                && second.status().webrtcConnections() == 1);
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            }
        }
    }
}
