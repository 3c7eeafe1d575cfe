package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.peer.PeerStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("The statistics that the page is told")
class StatisticsFeedTest {
    private final AtomicLong in = new AtomicLong(100);
    private final StatisticsFeed feed = new StatisticsFeed(() -> new PeerStatistics(
            new PeerStatistics.Witnesses(1, 2, 3),
            new PeerStatistics.Messages(in.get(), 2 * in.get(), 0, 0),
            5,
            4,
            List.of(10L, 20L),
            Map.of("no-answer", 1L)));

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    @DisplayName("hold how many messages there were in each second, from when on they are watched")
    void perSecond() {
        in.set(103);
        feed.sample();
        feed.sample();
        in.set(110);
        feed.sample();

        JsonNode json = feed.toJson(9);

        assertThat(json.at("/perSecond/in").toString()).isEqualTo("[3,0,7]");
        assertThat(json.at("/perSecond/out").toString()).isEqualTo("[6,0,14]");
        assertThat(json.at("/messages/in").asLong()).isEqualTo(110);
    }

    @Test
    @DisplayName("go back two minutes and no further")
    void bounded() {
        for (int second = 1; second <= StatisticsFeed.SECONDS + 10; second++) {
            in.addAndGet(second);
            feed.sample();
        }

        JsonNode perSecond = feed.toJson(9).at("/perSecond/in");

        assertThat(perSecond).hasSize(120);
        assertThat(perSecond.get(0).asLong()).isEqualTo(11);
    }
}
