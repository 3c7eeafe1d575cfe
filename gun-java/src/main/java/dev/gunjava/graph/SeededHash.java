package dev.gunjava.graph;

import java.security.SecureRandom;

/**
 * A keyed hash of text, for hash tables whose keys strangers choose. Without the seed nobody can find texts that
 * collide more often than chance has it, so the cost of a lookup does not depend on the names in the table.
 *
 * <p>This class is immutable and safe for use by any thread.
 *
 * <p>Source: SipHash-1-3 (Aumasson and Bernstein, 2012) over the UTF-16 units of the text, low byte first.
 */
public final class SeededHash {

    private static final int UNITS_PER_WORD = 4;
    private static final int FINAL_ROUNDS = 3;

    private final long seed0;
    private final long seed1;

    /** A hash with a seed of the caller's. */
    public SeededHash(long seed0, long seed1) {
        this.seed0 = seed0;
        this.seed1 = seed1;
    }

    /** A hash with a seed that nobody can guess. */
    public static SeededHash random() {
        SecureRandom seeds = new SecureRandom();
        return new SeededHash(seeds.nextLong(), seeds.nextLong());
    }

    /** The hash of a text; all of its bits are equally good. */
    public long hash(String text) {
        long v0 = seed0 ^ 0x736f6d6570736575L;
        long v1 = seed1 ^ 0x646f72616e646f6dL;
        long v2 = seed0 ^ 0x6c7967656e657261L;
        long v3 = seed1 ^ 0x7465646279746573L;
        int words = text.length() / UNITS_PER_WORD + 1;
        for (int step = 0; step < words + FINAL_ROUNDS; step++) {
            long word = step < words ? word(text, step) : 0;
            v2 ^= step == words ? 0xff : 0;
            v3 ^= word;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** Four units of the text; the last word has what is left, and the number of bytes in its highest byte. */
    private static long word(String text, int index) {
        int start = index * UNITS_PER_WORD;
        int left = text.length() - start;
        if (left >= UNITS_PER_WORD) {
            return text.charAt(start)
                    | (long) text.charAt(start + 1) << 16
                    | (long) text.charAt(start + 2) << 32
                    | (long) text.charAt(start + 3) << 48;
        }
        long word = (long) text.length() << 57;
        for (int i = 0; i < left; i++) {
            word |= (long) text.charAt(start + i) << (16 * i);
        }
        return word;
    }
}
