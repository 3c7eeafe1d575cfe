package dev.gunjava.witness.peer;

/**
 * Who of two peers offers, and who gives way if both have offered.
 *
 * @param waitsMillis how long we wait for the other's offer before we offer ourselves
 * @param givesWay whether an offer of the other ends one of ours
 */
record Turn(long waitsMillis, boolean givesWay) {
    /** The larger of two ids waits so long. */
    static final long LARGER_WAITS_MILLIS = 5_000;

    /** A legacy page offers as soon as it sees us, and lets an offer that comes after all end its own. */
    static final Turn LEGACY = new Turn(5_000, false);

    /** @param smaller whether our id is the smaller one */
    static Turn of(boolean smaller) {
        return smaller ? new Turn(0, false) : new Turn(LARGER_WAITS_MILLIS, true);
    }
}
