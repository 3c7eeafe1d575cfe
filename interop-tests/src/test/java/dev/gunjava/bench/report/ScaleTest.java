package dev.gunjava.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    @DisplayName("a scale goes from one power of ten to another, with the same length for each")
    void logarithmic() {
        Scale scale = Scale.of(List.of(3d, 450d), 0, 300);
        assertThat(scale.ticks()).containsExactly(1d, 10d, 100d, 1_000d);
        assertThat(scale.at(1)).isZero();
        assertThat(scale.at(10)).isEqualTo(100, within(1e-9));
        assertThat(scale.at(1_000)).isEqualTo(300, within(1e-9));
    }

    @Test
    @DisplayName("a power of ten is its own end, and one figure still has a scale")
    void ends() {
        assertThat(Scale.of(List.of(10d, 1_000d), 0, 1).ticks()).containsExactly(10d, 100d, 1_000d);
        assertThat(Scale.of(List.of(10d), 0, 1).ticks()).containsExactly(10d, 100d);
    }

    @Test
    @DisplayName("a scale may run upwards, and what is beyond an end lies at that end")
    void upwards() {
        Scale scale = new Scale(1, 100, 200, 0);
        assertThat(scale.at(10)).isEqualTo(100, within(1e-9));
        assertThat(scale.at(0.1)).isEqualTo(200);
        assertThat(scale.at(1e6)).isZero();
    }
}
