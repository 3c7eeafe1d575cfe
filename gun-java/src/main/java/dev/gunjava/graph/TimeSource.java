package dev.gunjava.graph;

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
    };

    /** Milliseconds since the epoch; may jump when somebody sets the clock. */
    long wallMillis();

    /** Milliseconds since an arbitrary moment; never goes back. Deadlines are counted in these. */
    long elapsedMillis();
}
