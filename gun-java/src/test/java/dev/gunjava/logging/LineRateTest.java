package dev.gunjava.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rate of log lines")
class LineRateTest {

    private long now;

    private final LineRate rate = new LineRate(new TimeSource() {
        @Override
        public long wallMillis() {
            return now;
        }

        @Override
        public long elapsedMillis() {
            return now;
        }
    });

    @Test
    @DisplayName("is one a minute, and each line tells how many were left out before it")
    void onceAMinute() {
        List<Long> written = new ArrayList<>();
        for (now = -5_000; now < 175_000; now += 1_000) {
            rate.write(written::add);
        }
        assertThat(written).containsExactly(0L, 59L, 59L);
    }
}
