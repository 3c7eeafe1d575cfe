package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.rtc.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A peer over whose links too much has come for the native library")
class RenewalIT {
    private static final String BUDGET = "witness.webrtc.messages";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeEach
    void littleBudget() {
        Network.assumeWebRtcCanConnect();
        System.setProperty(BUDGET, "60");
    }

    @AfterEach
    void usualBudget() {
        System.clearProperty(BUDGET);
    }

    @Test
    @DisplayName("makes them anew at a quiet moment, and no witness is lost over it")
    void madeAnew() throws IOException {
        List<PeerView> views = new CopyOnWriteArrayList<>();
        try (GunRelay relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
                WitnessPeer one = WitnessPeer.builder()
                        .relays(List.of(relay.uri()))
                        .listener(event -> {
                            if (event instanceof PeerEvent.LinkChanged changed) {
                                views.add(changed.view());
                            }
                        })
                        .open();
                WitnessPeer two =
                        WitnessPeer.builder().relays(List.of(relay.uri())).open()) {
            await().atMost(PATIENCE).until(() -> one.status().webrtcConnections() == 1);
            for (int i = 0; i < 80; i++) {
                // One after the other, for several at once would travel in one message.
                Witness made = (i % 2 == 0 ? one : two).add("witness " + i, null);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> one.witnesses().contains(made)
                                && two.witnesses().contains(made));
            }
            await("a link that was given up").atMost(PATIENCE).until(() -> views.stream()
                    .anyMatch(view -> view.state() == LinkState.LOST));
            Witness meanwhile = two.add("while it is made anew", null);
            await("the link is back")
                    .atMost(PATIENCE)
                    .until(() -> one.status().webrtcConnections() == 1
                            && two.status().webrtcConnections() == 1);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(one.witnesses()).hasSize(81).contains(meanwhile);
                assertThat(two.witnesses()).isEqualTo(one.witnesses());
            });
        }
    }
}
