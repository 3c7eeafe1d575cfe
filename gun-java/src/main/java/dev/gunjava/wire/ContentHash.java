package dev.gunjava.wire;

/**
 * The hash that a data reply carries in {@code ##}: a hint by which peers spare each other answers they already have.
 *
 * <p>Source: gun.js {@code src/shim.js String.hash}; over UTF-16 units, and so equal to {@link String#hashCode()}.
 */
public final class ContentHash {

    private ContentHash() {}

    /** The hash of a text, 0 for the empty one. */
    public static int of(String text) {
        return text.hashCode();
    }
}
