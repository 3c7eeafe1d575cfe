package dev.gunjava.faults;

import java.util.Collection;
import java.util.Locale;

/**
 * How long the answers to an honest client took.
 *
 * @param count how many there were
 * @param median in ms
 * @param p99 in ms; 99 of 100 took no longer
 * @param max in ms
 */
record Latencies(int count, double median, double p99, double max) {
    private static final double NANOS_PER_MILLI = 1e6;

    static Latencies of(Collection<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Latencies(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double part) {
        if (sorted.length == 0) {
            return 0;
        }
        int index = (int) Math.ceil(part * sorted.length) - 1;
        return sorted[Math.max(0, index)] / NANOS_PER_MILLI;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "median %.0f, p99 %.0f, max %.0f ms", median, p99, max);
    }
}
