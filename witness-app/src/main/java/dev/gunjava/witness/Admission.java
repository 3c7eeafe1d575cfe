package dev.gunjava.witness;

/** What a field did with a witness that another peer has shown. */
public enum Admission {
    /** It was unknown and is kept now. */
    ADDED,
    /** It was known and grew; see {@link FieldEvent.Updated}. */
    UPDATED,
    /** It was known and says nothing new. */
    UNCHANGED,
    /** Refused: its time is over. */
    EXPIRED,
    /** Refused: it expired here before, and nobody has witnessed it since. */
    BURIED,
    /** Refused: the field is full of newer ones. */
    CROWDED_OUT,
    /** Refused: it claims to be made further in the future than clocks may differ. */
    FROM_THE_FUTURE,
    /** Not taken now: its source has brought more unknown witnesses than it may. Shown again later, it may be taken. */
    TOO_MANY_NEW
}
