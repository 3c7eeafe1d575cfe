package dev.gunjava.wire;

/**
 * The hash that a data reply carries in {@code ##}: a hint by which peers spare each other answers they already have.
 *
 * <p>Source: gun.js {@code src/shim.js String.hash}; over UTF-16 units, and so equal to {@link String#hashCode()}.
 */
public final class ContentHash {

    private ContentHash() {}

    /** The hash of a text, 0 for the empty one. */
    public static int of(CharSequence text) {
        return of(text, 0, text.length());
    }

    /** The hash of a part of a text. */
    static int of(CharSequence text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
