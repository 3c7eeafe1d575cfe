package dev.gunjava;

import dev.gunjava.graph.StateClock;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.wire.MessageIds;
import java.util.random.RandomGenerator;

/**
 * Makes souls and keys that nobody has used before: the time in base 36, with its fraction but without the point, and
 * random characters behind it.
 *
 * <p>Source: gun.js {@code opt.uuid}. This class is safe for use by any thread.
 */
final class FreshNames {

    private static final int RADIX = 36;
    private static final int SOUL_RANDOM = 12;
    private static final int KEY_RANDOM = 7;

    private final StateClock clock;
    private final MessageIds random;

    FreshNames(TimeSource time, RandomGenerator random) {
        this.clock = new StateClock(time::wallMillis);
        this.random = new MessageIds(random);
    }

    /** A soul for a new node. */
    String soul() {
        return next(SOUL_RANDOM);
    }

    /** A key for an item that is no node. */
    String key() {
        return next(KEY_RANDOM);
    }

    private synchronized String next(int randomLength) {
        return base36(clock.next()) + random.next(randomLength);
    }

    /** As many digits of the fraction as the precision of a state is worth. */
    static String base36(double state) {
        double whole = Math.floor(state);
        StringBuilder digits = new StringBuilder(Long.toString((long) whole, RADIX));
        double fraction = state - whole;
        double precision = Math.ulp(state) / 2;
        while (fraction >= precision) {
            fraction *= RADIX;
            precision *= RADIX;
            int digit = (int) fraction;
            fraction -= digit;
            if (fraction > 0.5 && fraction > 1 - precision && digit < RADIX - 1) {
                digit++;
                fraction = 0;
            }
            digits.append(Character.forDigit(digit, RADIX));
        }
        return digits.toString();
    }
}
