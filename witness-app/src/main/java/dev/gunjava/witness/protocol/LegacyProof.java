package dev.gunjava.witness.protocol;

/**
 * The proof of work of the legacy pages: a hash of text and nonce, to which no difficulty belongs. The nonce only tells how
 * long its page has tried, and any nonce has a hash.
 *
 * <p>Immutable and so thread-safe. Source: docs/protocol.md, section 9.
 *
 * @param nonce 1 or more; the pages lose a 0
 * @param hash 32 bits in hexadecimal digits, as an unsigned number or as a signed one
 */
record LegacyProof(long nonce, String hash) {
    private static final int ROUNDS = 10_000;

    /** The least work that is a proof; it takes less than a millisecond. */
    static LegacyProof of(String text) {
        return new LegacyProof(1, Integer.toUnsignedString(hash(text + 1), 16));
    }

    /** Whether it is the proof of a text. */
    boolean proves(String text) {
        int expected = hash(text + nonce);
        return hash.equals(Integer.toUnsignedString(expected, 16)) || hash.equals(Integer.toString(expected, 16));
    }

    /** The rounds are in the arithmetic of doubles, whose rounding above 2^53 is part of the hash. */
    static int hash(String text) {
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash << 5) - hash + text.charAt(i);
        }
        for (int round = 0; round < ROUNDS; round++) {
            hash = (int) (long) ((double) hash * 1_103_515_245.0 + 12_345.0);
        }
        return hash;
    }
}
