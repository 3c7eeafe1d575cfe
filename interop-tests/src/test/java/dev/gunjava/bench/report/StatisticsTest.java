package dev.gunjava.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    @DisplayName("the median is the middle one, or the mean of the two in the middle")
    void median() {
        assertThat(Statistics.median(List.of(9d, 1d, 5d))).isEqualTo(5);
        assertThat(Statistics.median(List.of(9d, 1d, 5d, 7d))).isEqualTo(6);
        assertThat(Statistics.median(List.of())).isNaN();
    }

    @Test
    @DisplayName("a percentile is a figure that occurs, and that so many do not exceed")
    void percentile() {
        double[] hundred = new double[100];
        for (int i = 0; i < 100; i++) {
            hundred[i] = 100 - i;
        }
        assertThat(Statistics.percentile(hundred, 50)).isEqualTo(50);
        assertThat(Statistics.percentile(hundred, 99)).isEqualTo(99);
        assertThat(Statistics.percentile(hundred, 100)).isEqualTo(100);
        assertThat(Statistics.percentile(new double[] {3}, 1)).isEqualTo(3);
        assertThat(Statistics.percentile(new double[0], 50)).isNaN();
    }
}
