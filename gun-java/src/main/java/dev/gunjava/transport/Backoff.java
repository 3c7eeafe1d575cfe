package dev.gunjava.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: a random time below a bound that doubles with each failure, so that the
 * clients of a relay that comes back do not all dial at once. Owned by the thread that dials.
 */
public final class Backoff {

    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private Duration bound = LEAST;

    /** A back-off that has seen no failure. */
    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The time to wait after one more failure: from 0.5 s to at most 30 s. */
    public Duration next() {
        Duration doubled = bound.multipliedBy(2);
        bound = doubled.compareTo(MOST) < 0 ? doubled : MOST;
        return Duration.ofMillis(random.nextLong(LEAST.toMillis(), bound.toMillis() + 1));
    }

    /** Forgets the failures. */
    public void reset() {
        bound = LEAST;
    }
}
