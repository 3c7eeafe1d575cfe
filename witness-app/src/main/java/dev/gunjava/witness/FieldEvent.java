package dev.gunjava.witness;

/** What happened in a field. */
public sealed interface FieldEvent {

    /** The witness it happened to, as it is now, or as it was last. */
    Witness witness();

    /** A witness came in. */
    record Added(Witness witness) implements FieldEvent {}

    /** The count or the expiry of a witness grew. */
    record Updated(Witness witness) implements FieldEvent {}

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
