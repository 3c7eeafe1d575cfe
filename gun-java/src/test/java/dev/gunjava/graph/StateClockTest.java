package dev.gunjava.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The state clock")
class StateClockTest {

    private final AtomicLong wall = new AtomicLong(1_700_000_000_000L);
    private final StateClock clock = new StateClock(wall::get);

    @Test
    @DisplayName("gives the millisecond, then fractions of 1/999 within it")
    void fractions() {
        assertThat(clock.next()).isEqualTo(1_700_000_000_000d);
        assertThat(clock.next()).isEqualTo(1_700_000_000_000d + 1 / 999d);
        assertThat(clock.next()).isEqualTo(1_700_000_000_000d + 2 / 999d);
        wall.incrementAndGet();
        assertThat(clock.next()).isEqualTo(1_700_000_000_001d);
    }

    @Test
    @DisplayName("always grows: under load, and when the wall clock goes back")
    void alwaysGrows() {
        double last = clock.next();
        for (int i = 0; i < 5_000; i++) {
            if (i % 700 == 0) {
                wall.addAndGet(i % 1_400 == 0 ? 2 : -5);
            }
            double next = clock.next();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        assertThat(last).isLessThan(1_700_000_000_100d);
    }

    @Test
    @DisplayName("does not call the future what another peer stamped within this millisecond")
    void nowIsTheEndOfTheMillisecond() {
        StateClock other = new StateClock(wall::get);
        for (int i = 0; i < 999; i++) {
            assertThat(other.next()).isLessThanOrEqualTo(clock.now());
        }
        assertThat(clock.now()).isLessThan(1_700_000_000_001d);
    }
}
