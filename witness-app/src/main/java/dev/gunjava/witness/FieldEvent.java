package dev.gunjava.witness;

/** What happened in a field. */
public sealed interface FieldEvent {

    /** The witness it happened to, as it is now, or as it was last. */
    Witness witness();

    /** A witness came in. */
    record Added(Witness witness) implements FieldEvent {}

    /**
     * A witness grew: its count, its expiry, or only the tally behind the count.
     *
     * @param before what it was
     * @param here whether it was witnessed again here, not elsewhere
     */
    record Updated(Witness witness, Witness before, boolean here) implements FieldEvent {

        /** Whether there is anything that people can see. */
        public boolean isVisible() {
            return witness.witnessCount() != before.witnessCount() || witness.expiresAt() != before.expiresAt();
        }
    }

    /** A witness left. */
    record Removed(Witness witness, Cause cause) implements FieldEvent {}

    /** Why a witness left. */
    enum Cause {
        /** Its time was over. */
        EXPIRED,
        /** The field was full and it was the oldest. */
        CROWDED_OUT
    }
}
