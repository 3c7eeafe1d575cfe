package dev.gunjava.graph;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where time comes from; tests put their own hands on it. Implementations are safe for use by any thread. */
public interface TimeSource {

    /** The machine's own clocks. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long elapsedMillis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        }

        @Override
        public long elapsedNanos() {
            return System.nanoTime();
        }
    };

    /** Milliseconds since the epoch; may jump when somebody sets the clock. */
    long wallMillis();

    /** The same time with the wall clock corrected; gun.js knows the correction as {@code Gun.state.drift}. */
    default TimeSource drifted(Duration correction) {
        long millis = correction.toMillis();
        TimeSource uncorrected = this;
        return new TimeSource() {
            @Override
            public long wallMillis() {
                return uncorrected.wallMillis() + millis;
            }

            @Override
            public long elapsedMillis() {
                return uncorrected.elapsedMillis();
            }

            @Override
            public long elapsedNanos() {
                return uncorrected.elapsedNanos();
            }
        };
    }

    /** Milliseconds since an arbitrary moment; never goes back. Deadlines are counted in these. */
    long elapsedMillis();

    /** The same time in nanoseconds, by which short slices of work are measured. */
    default long elapsedNanos() {
        return TimeUnit.MILLISECONDS.toNanos(elapsedMillis());
    }
}
