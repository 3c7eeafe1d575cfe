package dev.gunjava.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The limits of a relay")
class RelayLimitsTest {

    @Test
    @DisplayName("are these in the general profile")
    void general() {
        assertThat(RelayLimits.of(Profile.GENERAL))
                .isEqualTo(new RelayLimits(
                        500,
                        5_000,
                        1 << 20,
                        5_000,
                        50,
                        10_000,
                        8 << 20,
                        256 << 20,
                        Duration.ZERO,
                        Duration.ofMinutes(10),
                        10_000,
                        Duration.ofSeconds(60)));
    }

    @Test
    @DisplayName("are these in the signalling profile")
    void signalling() {
        assertThat(RelayLimits.of(Profile.SIGNALLING))
                .isEqualTo(new RelayLimits(
                        200,
                        1_000,
                        64 << 10,
                        5_000,
                        20,
                        2_000,
                        1 << 20,
                        32 << 20,
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(1),
                        10_000,
                        Duration.ofSeconds(60)));
    }

    @Test
    @DisplayName("let something through")
    void positive() {
        assertThatThrownBy(() -> GunRelay.builder().connections(0).limits())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connections must be above zero, not 0");
    }
}
