package dev.gunjava.bench.run;

/**
 * Something that a scenario measures.
 *
 * @param name with its unit
 * @param better which way is better
 * @param goal what ours is to reach
 */
public record Metric(String name, Better better, Goal goal) {

    /** Which way is better. */
    public enum Better {
        MORE,
        LESS
    }

    /** What ours is to reach. */
    public sealed interface Goal {
        /** Whether it is. */
        boolean reached(double ratio, double ours);

        /** So many times better than the better gun.js. */
        record Times(double factor) implements Goal {
            @Override
            public boolean reached(double ratio, double ours) {
                return ratio >= factor;
            }
        }

        /** At most so much, whatever gun.js does. */
        record AtMost(double bound) implements Goal {
            @Override
            public boolean reached(double ratio, double ours) {
                return ours <= bound;
            }
        }

        /** Told, not judged. */
        record Open() implements Goal {
            @Override
            public boolean reached(double ratio, double ours) {
                return true;
            }
        }
    }

    /** More is better, and so many times that of gun.js is wanted. */
    public static Metric more(String name, double times) {
        return new Metric(name, Better.MORE, new Goal.Times(times));
    }

    /** Less is better, and so many times less than gun.js is wanted. */
    public static Metric less(String name, double times) {
        return new Metric(name, Better.LESS, new Goal.Times(times));
    }

    /** Less is better, and at most this is wanted. */
    public static Metric atMost(String name, double bound) {
        return new Metric(name, Better.LESS, new Goal.AtMost(bound));
    }

    /** Less is better, and nothing is demanded. */
    public static Metric less(String name) {
        return new Metric(name, Better.LESS, new Goal.Open());
    }

    /** More is better, and nothing is demanded. */
    public static Metric more(String name) {
        return new Metric(name, Better.MORE, new Goal.Open());
    }

    /** How many times better ours is than the other; NaN if that cannot be said. */
    public double ratio(double ours, double other) {
        return better == Better.MORE ? ours / other : other / ours;
    }
}
