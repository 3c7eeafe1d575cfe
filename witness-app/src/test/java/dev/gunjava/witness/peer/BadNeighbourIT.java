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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A witness peer with a bad neighbour")
class BadNeighbourIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final GunRelay relay;
    private @Nullable WitnessPeer opened;
    private @Nullable WitnessPeer honest;
    private @Nullable HostilePeer bad;

    BadNeighbourIT() throws IOException {
        relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
    }

    private WitnessPeer peer() {
        return Objects.requireNonNull(opened);
    }

    private HostilePeer bad() {
        return Objects.requireNonNull(bad);
    }

    @BeforeEach
    void open() {
        Network.assumeWebRtcCanConnect();
        opened = WitnessPeer.builder().relays(List.of(relay.uri())).open();
        bad = new HostilePeer(relay.uri(), peer().id());
    }

    @AfterEach
    void close() {
        bad().close();
        if (honest != null) {
            honest.close();
        }
        peer().close();
        relay.close();
    }

    private void servesAnHonestOne() {
        honest = WitnessPeer.builder().relays(List.of(relay.uri())).open();
        Witness witness = honest.add("an honest word", null);
        await().atMost(PATIENCE).until(() -> peer().witnesses().contains(witness));
    }

    private static String message(String witness) {
        return "{\"type\":\"witness-new\",\"witness\":" + witness + "}";
    }

    @Test
    @DisplayName("drops and counts what is no message, and serves the others")
    void badMessages() {
        bad().connect();
        long now = System.currentTimeMillis();
        List.of(
                        "",
                        "no json",
                        "[".repeat(50_000),
                        "{\"type\":\"witness-sync\",\"witnesses\":7}",
                        message("{\"id\":\"x\"}"),
                        message("{\"id\":\"x\",\"text\":\"t\",\"createdAt\":1,\"expiresAt\":2,\"witnessCount\":1}"),
                        "{\"type\":\"witness-new\",\"witness\":\"" + "y".repeat(200_000) + "\"}")
                .forEach(text -> assertThat(bad().link.send(text)).isTrue());
        assertThat(bad().link
                        .send(message("{\"id\":\"good\",\"text\":\"still\",\"createdAt\":" + now + ",\"expiresAt\":"
                                + (now + 60_000) + ",\"witnessCount\":9000000000000000}")))
                .isTrue();

        await().atMost(PATIENCE).until(() -> !peer().witnesses().isEmpty());
        assertThat(peer().witnesses()).singleElement().satisfies(witness -> {
            assertThat(witness.id()).isEqualTo("good");
            assertThat(witness.witnessCount()).isEqualTo(51);
        });
        assertThat(peer().dropped())
                .containsEntry("message: no JSON object", 1L)
                .containsEntry("message: no JSON", 2L)
                .containsEntry("message: sync without witnesses", 1L)
                .containsEntry("message: invalid witness", 2L)
                .containsEntry("witness that is over or refused", 1L);
        servesAnHonestOne();
    }

    @Test
    @DisplayName("never passes on a forged count, only what it granted")
    void forgedCounts() {
        bad().connect();
        long now = System.currentTimeMillis();
        assertThat(bad().link
                        .send(message("{\"id\":\"f\",\"text\":\"forged\",\"createdAt\":" + now + ",\"expiresAt\":"
                                + (now + 1e15) + ",\"witnessCount\":1e15}")))
                .isTrue();
        honest = WitnessPeer.builder().relays(List.of(relay.uri())).open();
        WitnessPeer other = honest;
        await().atMost(PATIENCE).until(() -> !other.witnesses().isEmpty());
        assertThat(other.witnesses()).singleElement().satisfies(witness -> {
            assertThat(witness.witnessCount()).isEqualTo(51);
            assertThat(witness.expiresAt())
                    .isLessThan(now + Duration.ofMinutes(12).toMillis());
        });
    }

    @Test
    @DisplayName("survives a flood: drops what comes too fast, and stays responsive")
    void flood() {
        bad().connect();
        int sent = 0;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (System.nanoTime() < until) {
            if (bad().link.send("{\"type\":\"nonsense\"}")) {
                sent++;
            } else {
                Thread.onSpinWait();
            }
        }
        assertThat(sent).isGreaterThan(10_000);
        await().atMost(PATIENCE).until(() -> bad().link.pendingBytes() == 0);
        servesAnHonestOne();
        assertThat(peer().dropped().getOrDefault("too many messages", 0L)
                        + peer().dropped().getOrDefault("messages faster than they are read", 0L))
                .isPositive();
    }

    @Test
    @DisplayName("refuses a description that describes no data channel, by name, and takes the next good one")
    void badDescriptions() {
        bad().offer("v=0\r\nm=audio 9 RTP/AVP 0\r\n");
        await().atMost(PATIENCE).until(() -> peer().dropped().keySet().stream()
                .anyMatch(kind -> kind.startsWith("description: SDP has")));
        bad().offer("x".repeat(16_000));
        await().atMost(PATIENCE).until(() -> peer().dropped().containsKey("description: SDP does not start with v=0"));
        assertThat(peer().status().webrtcConnections()).isZero();
        bad().connect();
        servesAnHonestOne();
    }

    @Test
    @DisplayName("ignores the same offer written again")
    void repeatedOffers() {
        bad().connect();
        await().until(() -> peer().status().webrtcConnections() == 1);
        bad().offer(Objects.requireNonNull(bad().sdp));
        servesAnHonestOne();
        assertThat(bad().end).isNull();
        assertThat(peer().peers())
                .anyMatch(view -> view.peer().equals(HostilePeer.ID) && view.state() == LinkState.OPEN);
    }

    @Test
    @DisplayName("replaces its link when an offer comes from another certificate: the other side has started anew")
    void replacedLinks() {
        bad().connect();
        bad().stopSignaling();
        try (HostilePeer again = new HostilePeer(relay.uri(), peer().id())) {
            again.connect();
            await().atMost(PATIENCE).until(() -> peer().status().webrtcConnections() == 1);
            Witness witness = peer().add("over the new link", null);
            await().atMost(PATIENCE).until(() -> again.received.stream().anyMatch(text -> text.contains(witness.id())));
            assertThat(bad().received).noneMatch(text -> text.contains(witness.id()));
        }
    }

    @Test
    @DisplayName("gets no pings to a peer that has not announced them")
    void noPings() {
        bad().connect();
        await().pollDelay(Duration.ofSeconds(7)).until(() -> true);
        assertThat(bad().received).isNotEmpty().allMatch(text -> text.startsWith("{\"type\":\"witness-"));
        assertThat(bad().end).isNull();
    }
}
