package dev.gunjava.wire;

import java.util.random.RandomGenerator;

/**
 * Makes message ids and process ids: nine random characters, the last one a letter. gun.js appends counters to the ids
 * of puts and takes the results for ids too, so an id that ends in a digit could be mistaken for one of those.
 *
 * <p>Source: gun.js {@code src/mesh.js}, {@code String.random}. As safe for use by several threads as its source of randomness.
 */
public final class MessageIds {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXZabcdefghijklmnopqrstuvwxyz";
    private static final String ALPHABET = "0123456789" + LETTERS;
    private static final int LENGTH = 9;

    private final RandomGenerator random;

    /** Ids from the given source of randomness. */
    public MessageIds(RandomGenerator random) {
        this.random = random;
    }

    /** An id that nobody has used before, as far as chance goes: one of about 10^16. */
    public String next() {
        return next(LENGTH);
    }

    /** A random text of the given length over the same alphabet. */
    public String next(int length) {
        char[] id = new char[length];
        for (int i = 0; i < length - 1; i++) {
            id[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        id[length - 1] = LETTERS.charAt(random.nextInt(LETTERS.length()));
        return new String(id);
    }
}
