package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.Position;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.rtc.Route;
import dev.gunjava.witness.rtc.Traffic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The JSON of events")
class PeerEventJsonTest {
    private static final LinkDetail LINK =
            new LinkDetail(1.5, new Route(Route.Candidate.RELAY, Route.Candidate.SRFLX, 2), new Traffic(1, 2, 3));
    private static final LinkDetail FRESH_LINK = new LinkDetail(null, null, new Traffic(0, 0, 0));

    private static String json(PeerEvent event) {
        return PeerEventJson.write(event).toString();
    }

    @Test
    @DisplayName("holds each kind as the page and the command line read it")
    void kinds() {
        Witness witness = new Witness("w", "a \"text\"", 1, 2, 3, "c", new Position(4, 5), 0.5);
        assertThat(json(new PeerEvent.WitnessChanged(9, PeerEvent.Change.REMOVED, witness)))
                .isEqualTo(
                        "{\"v\":1,\"at\":9,\"event\":\"witness\",\"change\":\"removed\",\"witness\":{\"id\":\"w\","
                                + "\"text\":\"a \\\"text\\\"\",\"createdAt\":1,\"expiresAt\":2,\"witnessCount\":3,"
                                + "\"contextOf\":\"c\",\"metadata\":{\"position\":{\"x\":4.0,\"y\":5.0},\"entropySeed\":0.5}}}");
        assertThat(json(new PeerEvent.StatusChanged(
                        9, "peer_a", ConnectionStatus.of(2, 1, false, ConnectionStatus.Fallback.OFF))))
                .isEqualTo("{\"v\":1,\"at\":9,\"event\":\"status\",\"peerId\":\"peer_a\",\"mode\":\"p2p\","
                        + "\"peerCount\":2,\"webrtcConnections\":1,\"relayConnected\":false}");
        assertThat(json(new PeerEvent.LinkChanged(9, new PeerView("peer_b", LinkState.BACKING_OFF, "why", 8, null))))
                .isEqualTo("{\"v\":1,\"at\":9,\"event\":\"peer\",\"peer\":\"peer_b\",\"state\":\"backing-off\","
                        + "\"reason\":\"why\",\"since\":8}");
        assertThat(json(new PeerEvent.Logged(9, PeerEvent.Level.WARN, "text")))
                .isEqualTo("{\"v\":1,\"at\":9,\"event\":\"log\",\"level\":\"warn\",\"text\":\"text\"}");
    }

    @Test
    @DisplayName("holds what a peer has done")
    void statistics() {
        PeerStatistics statistics = new PeerStatistics(
                new PeerStatistics.Witnesses(1, 2, 3),
                new PeerStatistics.Messages(4, 5, 6, 7),
                9,
                8,
                List.of(120L, 80L),
                Map.of("silent", 1L, "no-way", 2L));
        assertThat(PeerEventJson.statistics(9, statistics).toString())
                .isEqualTo("{\"v\":1,\"at\":9,\"event\":\"statistics\","
                        + "\"witnesses\":{\"own\":1,\"remote\":2,\"duplicates\":3},"
                        + "\"messages\":{\"in\":4,\"out\":5,\"bytesIn\":6,\"bytesOut\":7},"
                        + "\"attempts\":9,\"opened\":8,\"connectMillis\":[120,80],"
                        + "\"failures\":{\"no-way\":2,\"silent\":1}}");
    }

    @Test
    @DisplayName("holds the status with all peers")
    void status() {
        assertThat(PeerEventJson.status(
                                9,
                                "peer_a",
                                ConnectionStatus.of(1, 0, true, ConnectionStatus.Fallback.OFF),
                                List.of(
                                        new PeerView("peer_b", LinkState.OPEN, "", 8, LINK),
                                        new PeerView("peer_c", LinkState.OPEN, "", 8, FRESH_LINK)))
                        .toString())
                .isEqualTo("{\"v\":1,\"at\":9,\"event\":\"status\",\"peerId\":\"peer_a\",\"mode\":\"relay\","
                        + "\"peerCount\":1,\"webrtcConnections\":0,\"relayConnected\":true,"
                        + "\"peers\":[{\"peer\":\"peer_b\",\"state\":\"open\",\"reason\":\"\",\"since\":8,"
                        + "\"link\":{\"rttMs\":1.5,\"local\":\"relay\",\"remote\":\"srflx\",\"bytesIn\":1,\"bytesOut\":2,"
                        + "\"bytesQueued\":3}},"
                        + "{\"peer\":\"peer_c\",\"state\":\"open\",\"reason\":\"\",\"since\":8,"
                        + "\"link\":{\"bytesIn\":0,\"bytesOut\":0,\"bytesQueued\":0}}]}");
    }
}
