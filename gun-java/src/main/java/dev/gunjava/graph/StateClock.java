package dev.gunjava.graph;

import java.util.function.LongSupplier;

/**
 * The clock that stamps writes: milliseconds since the epoch, with fractions so that no two stamps are equal. Owned by
 * the thread of the mesh.
 *
 * <p>Source: gun.js {@code src/state.js}.
 */
public final class StateClock {

    /** gun.js divides a millisecond into this many steps. */
    private static final double STEPS = 999;

    private final LongSupplier wallMillis;
    private double base;
    private double last = Double.NEGATIVE_INFINITY;
    private long step;

    /** A clock over the given wall clock, in ms since the epoch. */
    public StateClock(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** The next state: greater than every one before it, even if the wall clock stands still or goes back. */
    public double next() {
        double millis = wallMillis.getAsLong();
        if (millis > last) {
            base = millis;
            step = 0;
        } else {
            step++;
        }
        last = base + step / STEPS;
        return last;
    }

    /**
     * This machine's state for judging whether a write lies in the future: the end of the millisecond that runs, so
     * that fractions which another peer added within this same millisecond are not held back.
     */
    public double now() {
        return wallMillis.getAsLong() + 1 - 1 / (2 * STEPS);
    }
}
