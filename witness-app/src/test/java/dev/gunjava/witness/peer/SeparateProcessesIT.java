package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.rtc.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Witness peers in processes of their own")
class SeparateProcessesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final GunRelay relay;
    private final WitnessPeer peer;

    SeparateProcessesIT() throws IOException {
        Network.assumeWebRtcCanConnect();
        relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
        peer = WitnessPeer.builder().relays(List.of(relay.uri())).open();
    }

    @AfterEach
    void close() {
        peer.close();
        relay.close();
    }

    private void connections(int count, Duration patience) {
        await().atMost(patience).until(() -> peer.status().webrtcConnections() == count);
    }

    @Test
    @DisplayName("exchange witnesses, and a process that leaves ends by itself, with every thread gone")
    void leave() throws IOException, InterruptedException {
        try (PeerProcess process = PeerProcess.start(relay.uri())) {
            connections(1, PATIENCE);
            await().atMost(PATIENCE).until(() -> peer.witnesses().size() == 1);
            assertThat(process.leave()).isZero();
            connections(0, Duration.ofSeconds(3));
        }
    }

    @Test
    @DisplayName("notice within ten seconds when one is killed, and take the one that comes in its place")
    void killed() throws IOException {
        try (PeerProcess first = PeerProcess.start(relay.uri())) {
            connections(1, PATIENCE);
            await().atMost(PATIENCE).until(() -> peer.witnesses().size() == 1);
            first.kill();
            connections(0, Duration.ofSeconds(10));
            try (PeerProcess second = PeerProcess.start(relay.uri())) {
                connections(1, PATIENCE);
                await().atMost(PATIENCE).until(() -> peer.witnesses().size() == 2);
                assertThat(second).isNotNull();
            }
        }
    }
}
