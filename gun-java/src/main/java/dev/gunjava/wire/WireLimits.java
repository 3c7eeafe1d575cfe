package dev.gunjava.wire;

/**
 * What a peer accepts in frames; checked while reading, before anything large is built.
 *
 * @param frameBytes the size of one frame in bytes of UTF-8
 * @param messages the messages of one batch
 * @param keys the keys of one put, over all its nodes
 * @param souls the nodes of one put
 * @param valueLength the length of one text value, in UTF-16 units
 * @param nameLength the length of a soul or key, in UTF-16 units
 * @param depth the nesting of JSON
 */
public record WireLimits(
        int frameBytes, int messages, int keys, int souls, int valueLength, int nameLength, int depth) {

    /** For a relay that anybody may use for any graph. */
    public static WireLimits general() {
        return new WireLimits(1 << 20, 1_024, 10_000, 1_000, 256 << 10, 1 << 10, 16);
    }

    /** For a relay that serves discovery and signalling alone. */
    public static WireLimits signalling() {
        return new WireLimits(64 << 10, 512, 64, 16, 32 << 10, 256, 16);
    }

    /** The same for frames of another size. */
    public WireLimits withFrameBytes(int other) {
        return new WireLimits(other, messages, keys, souls, valueLength, nameLength, depth);
    }

    /** For a peer that dials relays: a relay may answer with a whole file of its store in one frame. */
    public static WireLimits client() {
        return new WireLimits(8 << 20, 10_000, 100_000, 100_000, 8 << 20, 64 << 10, 16);
    }
}
