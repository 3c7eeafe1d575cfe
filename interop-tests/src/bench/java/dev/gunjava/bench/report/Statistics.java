package dev.gunjava.bench.report;

import java.util.Arrays;
import java.util.Collection;

/** What many figures come down to. */
public final class Statistics {
    private Statistics() {}

    /** The middle one, or the mean of the two in the middle; NaN of none. */
    public static double median(Collection<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The least one that so many percent do not exceed; NaN of none. */
    public static double percentile(double[] figures, double percent) {
        if (figures.length == 0) {
            return Double.NaN;
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
    }
}
