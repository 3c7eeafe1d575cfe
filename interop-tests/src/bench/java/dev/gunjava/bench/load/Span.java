package dev.gunjava.bench.load;

import java.nio.charset.StandardCharsets;

/** A piece of a frame, still as it came. Valid only while the message is being told. */
public final class Span {
    private byte[] bytes = {};
    private int from;
    private int to;

    void set(byte[] frame, int start, int end) {
        bytes = frame;
        from = start;
        to = end;
    }

    void set(Span other) {
        set(other.bytes, other.from, other.to);
    }

    void clear() {
        to = from;
    }

    /** Whether the message had no such part, or an empty one. */
    public boolean isEmpty() {
        return to == from;
    }

    /** Its length in bytes. */
    public int length() {
        return to - from;
    }

    /** Whether it is this ASCII text. */
    public boolean is(String ascii) {
        return to - from == ascii.length() && startsWith(ascii);
    }

    boolean is(Span other) {
        int length = to - from;
        if (length != other.to - other.from) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != other.bytes[other.from + i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it begins with this ASCII text. */
    public boolean startsWith(String ascii) {
        int length = ascii.length();
        if (length > to - from) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The digits that follow a prefix, as a number; -1 if it begins otherwise or no digit follows. */
    public int numberAfter(String prefix) {
        if (!startsWith(prefix)) {
            return -1;
        }
        int number = -1;
        for (int i = from + prefix.length(); i < to && i < from + prefix.length() + 9; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = Math.max(0, number) * 10 + digit;
        }
        return number;
    }

    /** What follows the first {@code skipped} bytes, as text. */
    public String from(int skipped) {
        return new String(bytes, from + skipped, to - from - skipped, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return from(0);
    }

    double number() {
        long digits = 0;
        int scale = -1;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (bytes[i] == '.' && scale < 0) {
                scale = 0;
            } else if (digit < 0 || digit > 9 || to - from > 18) {
                return Double.parseDouble(toString());
            } else {
                digits = digits * 10 + digit;
                scale += scale < 0 ? 0 : 1;
            }
        }
        return scale <= 0 ? digits : digits / POWERS[scale];
    }

    private static final double[] POWERS = new double[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }
}
