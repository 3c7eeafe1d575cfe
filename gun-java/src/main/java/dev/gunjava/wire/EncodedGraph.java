package dev.gunjava.wire;

import java.nio.charset.StandardCharsets;

/**
 * The nodes of a data reply as the bytes of their JSON text, with the hash that the reply says in {@code ##}. As long as
 * nothing of it changes, it serves any number of replies. Immutable.
 */
public final class EncodedGraph {

    private final byte[] utf8;
    private final int hash;

    EncodedGraph(String json) {
        this.utf8 = json.getBytes(StandardCharsets.UTF_8);
        this.hash = ContentHash.of(json);
    }

    byte[] utf8() {
        return utf8;
    }

    /** The hash of the text. */
    public int hash() {
        return hash;
    }

    /** The length in bytes. */
    public int length() {
        return utf8.length;
    }
}
