package dev.gunjava.witness;

import java.util.random.RandomGenerator;

/**
 * A place in the field, in percent of its width and height.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param x from the left, 0 to 100
 * @param y from the top, 0 to 100
 */
public record Position(double x, double y) {
    private static final double MARGIN = 5;
    private static final double NEARNESS = 10;

    /** @throws IllegalArgumentException if a coordinate is outside 0 to 100 or no number */
    public Position {
        if (!(x >= 0 && x <= 100 && y >= 0 && y <= 100)) {
            throw new IllegalArgumentException("a position lies between 0 and 100 percent, not at " + x + ", " + y);
        }
    }

    /** A place anywhere but at the very edge. */
    public static Position anywhere(RandomGenerator random) {
        return new Position(inside(random), inside(random));
    }

    /** A place beside this one: at most ten percent away on each axis, and not at the very edge. */
    public Position nearby(RandomGenerator random) {
        return new Position(beside(x, random), beside(y, random));
    }

    /** The place that each peer gives alike to a witness that came without one. */
    static Position derivedFrom(String id) {
        double span = 100 - 2 * MARGIN;
        return new Position(
                MARGIN + span * Witness.derivedFraction("x" + id), MARGIN + span * Witness.derivedFraction("y" + id));
    }

    private static double inside(RandomGenerator random) {
        return MARGIN + random.nextDouble() * (100 - 2 * MARGIN);
    }

    private static double beside(double parent, RandomGenerator random) {
        double moved = parent - NEARNESS + random.nextDouble() * 2 * NEARNESS;
        return Math.max(MARGIN, Math.min(100 - MARGIN, moved));
    }
}
