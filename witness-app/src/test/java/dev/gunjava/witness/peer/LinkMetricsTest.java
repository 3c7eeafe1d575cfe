package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a peer counts of its connections")
class LinkMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PeerMetrics metrics = new PeerMetrics(registry);
    private final LinkMetrics links = new LinkMetrics(registry);

    private void became(LinkState before, LinkState after, LinkTrouble trouble, long attemptMillis) {
        links.became(before, after, trouble, attemptMillis);
    }

    @Test
    @DisplayName("tells attempts, how long those took that led to a channel, and why others failed")
    void statistics() {
        became(LinkState.DISCOVERED, LinkState.OFFERING, LinkTrouble.NO_OFFER, 0);
        became(LinkState.OFFERING, LinkState.BACKING_OFF, LinkTrouble.NO_ANSWER, 10_000);
        became(LinkState.DISCOVERED, LinkState.ANSWERING, LinkTrouble.NO_ANSWER, 0);
        became(LinkState.CONNECTING, LinkState.OPEN, LinkTrouble.NO_ANSWER, 150);
        became(LinkState.OPEN, LinkState.LOST, LinkTrouble.SILENT, 60_000);
        became(LinkState.BACKING_OFF, LinkState.LOST, LinkTrouble.SILENT, 60_000);
        metrics.made();
        metrics.received("four");

        PeerStatistics statistics = links.statistics(metrics);

        assertThat(statistics.attempts()).isEqualTo(2);
        assertThat(statistics.opened()).isEqualTo(1);
        assertThat(statistics.connectMillis()).containsExactly(150L);
        assertThat(statistics.failures()).isEqualTo(Map.of("no-answer", 1L, "silent", 1L));
        assertThat(statistics.witnesses()).isEqualTo(new PeerStatistics.Witnesses(1, 0, 0));
        assertThat(statistics.messages()).isEqualTo(new PeerStatistics.Messages(1, 0, 4, 0));
    }

    @Test
    @DisplayName("keeps the last 200 durations")
    void bounded() {
        for (int i = 1; i <= PeerStatistics.MAX_SAMPLES + 5; i++) {
            became(LinkState.CONNECTING, LinkState.OPEN, LinkTrouble.NO_ANSWER, i);
        }

        PeerStatistics statistics = links.statistics(metrics);

        assertThat(statistics.opened()).isEqualTo(205);
        assertThat(statistics.connectMillis()).hasSize(200).startsWith(6L).endsWith(205L);
    }
}
