package dev.gunjava.witness;

/** What a field did with a witness that another peer has shown. */
public enum Admission {
    /** It was unknown and is kept now. */
    ADDED,
    /** It was known and grew; see {@link FieldEvent.Updated}. */
    UPDATED,
    /** It was known and says nothing new. */
    UNCHANGED,
    /** Refused: it is over. */
    EXPIRED,
    /** Refused: it left this field before, and nobody has witnessed it since. */
    BURIED,
    /** Refused: the field is full of newer ones. */
    CROWDED_OUT,
    /** Refused: it claims to be made in the future. */
    FROM_THE_FUTURE
}
