package dev.gunjava.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pause before dialing again")
class BackoffTest {

    private final Backoff backoff = new Backoff(new SplittableRandom(1));

    private long next() {
        return backoff.next().toMillis();
    }

    @Test
    @DisplayName("is never under 0.5 s, and below a bound that doubles from 1 s to 30 s")
    void grows() {
        for (int i = 0; i < 1_000; i++) {
            backoff.reset();
            for (long bound = 1_000; bound <= 64_000; bound *= 2) {
                assertThat(next()).isBetween(500L, Math.min(bound, 30_000));
            }
        }
    }

    @Test
    @DisplayName("is anywhere in that range, for ever")
    void jitter() {
        for (int i = 0; i < 10; i++) {
            next();
        }
        long[] pauses = LongStream.generate(this::next).limit(1_000).toArray();
        assertThat(LongStream.of(pauses).min().orElseThrow()).isLessThan(2_000);
        assertThat(LongStream.of(pauses).max().orElseThrow()).isGreaterThan(28_000);
    }

    @Test
    @DisplayName("is short again after a success")
    void reset() {
        for (int i = 0; i < 10; i++) {
            next();
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}
