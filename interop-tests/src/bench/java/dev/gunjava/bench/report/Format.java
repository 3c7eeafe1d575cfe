package dev.gunjava.bench.report;

import java.util.Locale;

/** How figures are printed: three digits that count, thousands apart. */
public final class Format {
    private Format() {}

    /** A figure; a dash for none. */
    public static String figure(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "–";
        } else if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
        } else if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3f", value);
    }

    /** How many times better; a dash for what cannot be said. */
    public static String times(double ratio) {
        return Double.isNaN(ratio) || Double.isInfinite(ratio) ? "–" : figure(ratio) + "×";
    }

    /** Bytes as MB. */
    public static String megabytes(double bytes) {
        return Double.isNaN(bytes) ? "–" : figure(bytes / 1e6);
    }
}
