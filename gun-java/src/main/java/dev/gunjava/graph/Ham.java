package dev.gunjava.graph;

import org.jspecify.annotations.Nullable;

/**
 * The conflict rule of Gun, per key of a node. A pure function: peers that see the same writes in any order, any number
 * of times, end with the same value.
 *
 * <p>Source: gun.js {@code src/root.js ham()}.
 */
public final class Ham {

    /** The state of a key that was never written. */
    public static final double NEVER = Double.NEGATIVE_INFINITY;

    private Ham() {}

    /** What becomes of an incoming write. */
    public enum Decision {
        /** The write wins: value and state are stored. */
        MERGE,
        /** The write wins over another value of the same state: value and state are stored as well. */
        OVERRULE,
        /** The write is older, equal, or loses a conflict of equal states. */
        IGNORE,
        /** The write lies in the future; it is to be decided again once its state has come. */
        DEFER;

        /** Whether value and state are stored. */
        public boolean stores() {
            return this == MERGE || this == OVERRULE;
        }
    }

    /**
     * Decides one write.
     *
     * @param now this machine's state, in ms since the epoch
     * @param state the state of the incoming write, finite
     * @param value the incoming value
     * @param knownState the state of the stored value, or {@link #NEVER}
     * @param known the stored value, or null if the key was never written
     */
    public static Decision decide(
            double now, double state, GunValue value, double knownState, @Nullable GunValue known) {
        if (state > now) {
            return Decision.DEFER;
        }
        if (state < knownState) {
            return Decision.IGNORE;
        }
        if (state == knownState && known != null) {
            return wins(value, known) ? Decision.OVERRULE : Decision.IGNORE;
        }
        return Decision.MERGE;
    }

    /** Two writes of one state are decided by the order of their JSON texts, in UTF-16 units. */
    private static boolean wins(GunValue value, GunValue known) {
        return !value.equals(known) && value.json().compareTo(known.json()) > 0;
    }
}
