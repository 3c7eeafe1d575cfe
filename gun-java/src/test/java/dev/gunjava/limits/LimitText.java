package dev.gunjava.limits;

import java.time.Duration;
import java.util.Locale;

/** The values of limits in words. */
final class LimitText {

    private static final int UNIT = 1 << 10;

    private LimitText() {}

    static String of(String path, Object value) {
        if (value instanceof Duration time) {
            return time(time);
        }
        long number = ((Number) value).longValue();
        if (path.endsWith("Share")) {
            return "1/" + number;
        }
        return path.substring(path.lastIndexOf('.')).toLowerCase(Locale.ROOT).contains("bytes")
                ? bytes(number)
                : count(number);
    }

    private static String time(Duration time) {
        if (time.isZero()) {
            return "no limit";
        }
        if (time.toMillisPart() > 0) {
            return count(time.toMillis()) + " ms";
        }
        return time.toSecondsPart() > 0 || time.toMinutes() == 1
                ? count(time.toSeconds()) + " s"
                : count(time.toMinutes()) + " min";
    }

    private static String bytes(long bytes) {
        if (bytes % (UNIT * UNIT) == 0) {
            return count(bytes / (UNIT * UNIT)) + " MiB";
        }
        return bytes % UNIT == 0 ? count(bytes / UNIT) + " KiB" : count(bytes) + " bytes";
    }

    /** A number in groups of three digits. */
    private static String count(long number) {
        return number == 0 ? "none" : String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }
}
