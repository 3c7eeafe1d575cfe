package dev.gunjava.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text under construction, as bytes of ASCII. Reused from message to message, so that a load costs little to make. */
public final class Text {
    private byte[] bytes = new byte[1_024];
    private int length;

    /** Empties it. */
    public Text clear() {
        length = 0;
        return this;
    }

    /** Appends ASCII. */
    public Text add(String ascii) {
        int more = ascii.length();
        reserve(more);
        for (int i = 0; i < more; i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += more;
        return this;
    }

    /** Appends a number that is not negative. */
    public Text add(long number) {
        reserve(20);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /**
     * Appends a state.
     *
     * @param micros µs since the epoch; printed in ms, as JavaScript would
     */
    public Text state(long micros) {
        add(micros / 1_000);
        int fraction = (int) (micros % 1_000);
        if (fraction != 0) {
            add(fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".");
            while (fraction % 10 == 0) {
                fraction /= 10;
            }
            add(fraction);
        }
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
