package dev.gunjava.witness.rtc;

/**
 * The local UDP ports that links may use.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param min the lowest
 * @param max the highest
 */
public record Ports(int min, int max) {
    /** What eight links take of them: one for IPv4 and one for IPv6 each, and as many for those that are being made. */
    static final int FEWEST = 32;

    /** @throws IllegalArgumentException if they are no ports, or too few */
    public Ports {
        if (!isPort(min) || !isPort(max) || max - min + 1 < FEWEST) {
            throw new IllegalArgumentException(
                    "'" + min + "-" + max + "' is no range of at least " + FEWEST + " ports from 1 to 65535");
        }
    }

    static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }
}
