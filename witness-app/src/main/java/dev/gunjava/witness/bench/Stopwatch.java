package dev.gunjava.witness.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Measures for some time what is done again and again. The first quarter of it warms up what is measured, and does not
 * count.
 *
 * <p>Thread-safe.
 */
final class Stopwatch {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 3;

    private final ConcurrentHistogram taken = new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
    private final long countsFrom;
    private final long end;

    Stopwatch(Duration time) {
        long begin = System.nanoTime();
        countsFrom = begin + time.toNanos() / 4;
        end = begin + time.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** One more has been done now. */
    void done(long begunNanos) {
        long now = System.nanoTime();
        if (now - countsFrom >= 0 && now - end < 0) {
            taken.recordValue(Math.min(LONGEST_NANOS, Math.max(1, now - begunNanos)));
        }
    }

    /** What was measured; to be asked for at the end. */
    Figure figure() {
        double seconds = (end - countsFrom) / 1e9;
        return new Figure(
                taken.getTotalCount() / seconds,
                taken.getValueAtPercentile(50) / 1e6,
                taken.getValueAtPercentile(99) / 1e6,
                taken.getTotalCount());
    }
}
