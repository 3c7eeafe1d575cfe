package dev.gunjava.logging;

import dev.gunjava.graph.TimeSource;
import java.util.function.LongConsumer;

/**
 * The rate of one kind of log line that a stranger can cause: one line a minute is written, the others are counted. This
 * class is safe for use by any thread.
 */
public final class LineRate {

    private static final long PERIOD_MILLIS = 60_000;

    private final TimeSource time;
    private boolean started;
    private long writtenAt;
    private long suppressed;

    /** A rate of which nothing has been used. */
    public LineRate(TimeSource time) {
        this.time = time;
    }

    /** Writes a line if it is within the rate, and counts it otherwise. The writer is told how many were not written. */
    public void write(LongConsumer writer) {
        long before = take();
        if (before >= 0) {
            writer.accept(before);
        }
    }

    /** How many lines were suppressed since the last one that was written; -1 if this one is to be, too. */
    private synchronized long take() {
        long now = time.elapsedMillis();
        if (started && now - writtenAt < PERIOD_MILLIS) {
            suppressed++;
            return -1;
        }
        long before = suppressed;
        started = true;
        writtenAt = now;
        suppressed = 0;
        return before;
    }
}
