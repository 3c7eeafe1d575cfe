package dev.gunjava.witness;

/**
 * What a witness says beyond what this program knows: kept as it came, and passed on. Two JSON texts, each of an object,
 * which nothing here looks into.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param ofWitness the unknown members of the witness
 * @param ofMetadata the unknown members of its metadata
 */
public record UnknownMembers(String ofWitness, String ofMetadata) {
    /** Bytes of UTF-8 that both may have together. */
    public static final int MAX_BYTES = 2_048;

    /** Nothing. */
    public static final UnknownMembers NONE = new UnknownMembers("{}", "{}");

    /** @throws IllegalArgumentException if it is too long */
    public UnknownMembers {
        if (Utf8.length(ofWitness) + Utf8.length(ofMetadata) > MAX_BYTES) {
            throw new IllegalArgumentException("unknown members have at most 2048 bytes");
        }
    }
}
