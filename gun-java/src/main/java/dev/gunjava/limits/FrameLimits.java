package dev.gunjava.limits;

/**
 * What a frame may contain; checked while it is read, before anything large is built. Immutable and thread-safe.
 *
 * @param bytes Bytes of one frame in UTF-8. A longer one is rejected as a whole with the complaint {@code Message too big!},
 *     and the connection stays open.
 * @param rejectedBytes Bytes of a frame that is read only to be rejected, or of the fragments of one. A longer one closes
 *     the connection with 1009.
 * @param messages Messages in one frame. A frame with more is rejected as a whole.
 * @param keys Keys in one put. A put with more is refused as a whole.
 * @param souls Nodes in one put. A put with more is refused as a whole.
 * @param valueLength Length of one text value in UTF-16 units. The put is refused with {@code err}; of a reply, only the key
 *     is dropped.
 * @param nameLength Length of a soul or key, and of a process id, nonce, echo and MAC in a handshake, in UTF-16 units. A put
 *     or get is refused with {@code err}; of a reply, only the key is dropped; in a handshake, the member counts as missing.
 * @param depth Levels of nested JSON. The frame is rejected as a whole.
 * @param choice Keys that a get of several nodes or keys may ask for in {@code %}. A greater number counts as 1.
 * @param ackLength Length of the {@code ok} of an ack in UTF-16 units. The ack is dropped.
 * @param ackDepth Levels of nested JSON in the {@code ok} of an ack. The ack is dropped.
 */
public record FrameLimits(
        int bytes,
        int rejectedBytes,
        int messages,
        int keys,
        int souls,
        int valueLength,
        int nameLength,
        int depth,
        int choice,
        int ackLength,
        int ackDepth) {

    /** The highest configurable limit of a frame in bytes: a frame is read as a whole. */
    public static final int MOST_BYTES = 64 << 20;

    /** How many times the limit a frame may have that is read to be rejected. */
    private static final int REJECTED = 4;

    /** For a relay that anybody may use for any graph. */
    static final FrameLimits GENERAL =
            new FrameLimits(1 << 20, 4 << 20, 1_024, 10_000, 1_000, 256 << 10, 1 << 10, 16, 100_000, 1_024, 8);

    /** For a relay that serves nothing but discovery and signaling. */
    static final FrameLimits SIGNALLING =
            new FrameLimits(64 << 10, 256 << 10, 512, 64, 16, 32 << 10, 256, 16, 100_000, 1_024, 8);

    /** For a peer that dials relays: a relay may answer with a whole file of its store in one frame. */
    static final FrameLimits DIALED =
            new FrameLimits(8 << 20, 8 << 20, 10_000, 100_000, 100_000, 8 << 20, 64 << 10, 16, 100_000, 1_024, 8);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if nothing could pass one of them, or frames could be larger than is supported
     */
    public FrameLimits {
        Limits.requirePositive("frame bytes", bytes);
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("frame bytes must be at most " + MOST_BYTES + ", not " + bytes);
        }
        if (rejectedBytes < bytes) {
            throw new IllegalArgumentException("rejected bytes must be at least " + bytes + ", not " + rejectedBytes);
        }
        Limits.requirePositive("messages", messages);
        Limits.requirePositive("keys", keys);
        Limits.requirePositive("souls", souls);
        Limits.requirePositive("value length", valueLength);
        Limits.requirePositive("name length", nameLength);
        Limits.requirePositive("depth", depth);
    }

    /**
     * These limits for frames of another size. A frame of up to four times that size is read to be rejected, so that its
     * sender learns why, unless that is over {@link #MOST_BYTES}.
     */
    public FrameLimits withBytes(int other) {
        int rejected = (int) Math.max(other, Math.min((long) other * REJECTED, MOST_BYTES));
        return new FrameLimits(
                other, rejected, messages, keys, souls, valueLength, nameLength, depth, choice, ackLength, ackDepth);
    }
}
