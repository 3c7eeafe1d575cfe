package dev.gunjava.witness.cli;

import dev.gunjava.limits.FrameLimits;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How bounds are written on the command line. */
final class Bound {

    private static final String FOREVER = "forever";

    private Bound() {}

    /** Reads a number above zero. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            long number = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0;
            if (number <= 0 || number > Integer.MAX_VALUE) {
                throw new TypeConversionException("'" + text + "' is no number from 1 to " + Integer.MAX_VALUE);
            }
            return (int) number;
        }
    }

    /** Reads a number of bytes above zero, with or without {@code k}, {@code m} or {@code g} for powers of 1 024. */
    static final class Bytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            String digits = text.replaceFirst("[kKmMgG]$", "");
            int shift =
                    switch (text.substring(digits.length())) {
                        case "k", "K" -> 10;
                        case "m", "M" -> 20;
                        case "g", "G" -> 30;
                        default -> 0;
                    };
            long bytes = digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) << shift : 0;
            if (bytes <= 0) {
                throw new TypeConversionException("'" + text + "' is no size above zero, such as 65536, 64k, 8m or 1g");
            }
            return bytes;
        }
    }

    /** Reads the size of a frame in bytes. */
    static final class FrameBytes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            long bytes = new Bytes().convert(text);
            if (bytes > FrameLimits.MOST_BYTES) {
                throw new TypeConversionException(
                        "'" + text + "' is more than a frame may have, " + bytes(FrameLimits.MOST_BYTES));
            }
            return (int) bytes;
        }
    }

    /** Reads a time, or {@code forever} for none, which is zero. */
    static final class Life implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return text.equals(FOREVER) ? Duration.ZERO : new PeerOptions.Time().convert(text);
        }
    }

    /** A number of bytes as {@link Bytes} reads it. */
    static String bytes(long bytes) {
        int shift = Math.min(Long.numberOfTrailingZeros(bytes) / 10, 3) * 10;
        return (bytes >> shift) + new String[] {"", "k", "m", "g"}[shift / 10];
    }

    /** A time as {@link Life} reads it. */
    static String time(Duration time) {
        if (time.isZero()) {
            return FOREVER;
        }
        if (time.toMillisPart() > 0) {
            return time.toMillis() + "ms";
        }
        if (time.toSecondsPart() > 0) {
            return time.toSeconds() + "s";
        }
        return time.toMinutesPart() > 0 ? time.toMinutes() + "m" : time.toHours() + "h";
    }
}
