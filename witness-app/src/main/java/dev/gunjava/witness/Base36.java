package dev.gunjava.witness;

import java.util.random.RandomGenerator;

/** The alphabet in which the ids of witnesses and of peers are written, as {@code Number.toString(36)} writes them. */
public final class Base36 {
    private static final int RADIX = 36;

    private Base36() {}

    /** The shortest text of a number that is not negative. */
    public static String of(long number) {
        return Long.toString(number, RADIX);
    }

    /** Random digits; with a secure source nine of them carry 46 bits. */
    public static String random(int digits, RandomGenerator source) {
        StringBuilder text = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(source.nextInt(RADIX), RADIX));
        }
        return text.toString();
    }
}
