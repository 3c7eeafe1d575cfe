package dev.gunjava.bench.run;

import java.time.Duration;

/**
 * How long and how large a run is.
 *
 * @param warmUp load before the measurement, the same for each side, so that compilers have done their work and what
 *     grows at first has stopped growing
 * @param measured how long a rate is measured
 * @param keys how many keys the memory is filled with
 */
public record Pace(Duration warmUp, Duration measured, int keys) {
    /** For figures that are written down: gun.js remembers ids for 9 s, and has more to do once it forgets them. */
    public static final Pace FULL = new Pace(Duration.ofSeconds(12), Duration.ofSeconds(5), 1_000_000);

    /** For a look. */
    public static final Pace QUICK = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(2), 100_000);

    /** For a test of the benchmark itself. */
    public static final Pace TINY = new Pace(Duration.ofMillis(100), Duration.ofMillis(300), 2_000);
}
