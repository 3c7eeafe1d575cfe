package dev.gunjava.limits;

/**
 * How much memory connections may use, besides the graph: for frames that are not processed, messages that are not sent,
 * subscriptions and deferred writes. Immutable and thread-safe.
 *
 * @param bytes Bytes of all connections together; a quarter of the heap, and 64 MiB at least. A quarter each is for frames and
 *     for messages that are not sent: the connection that has stood still for the longest is closed with 1013, and otherwise
 *     the largest. A quarter is for subscriptions and an eighth is for deferred writes: an address that has less than the
 *     average gets its part from the latest one that has more, and what exceeds the average is refused. An eighth is for what
 *     clients were asked.
 * @param bytesPerConnection Bytes of one connection for each of these. Its further subscriptions and writes from the future are
 *     refused; whatever else it sends waits.
 */
public record MemoryLimits(long bytes, long bytesPerConnection) {

    private static final long LEAST_TOTAL = 64L << 20;
    private static final int SHARE_OF_HEAP = 4;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a connection could use no memory
     */
    public MemoryLimits {
        Limits.requirePositive("memory bytes", bytes);
        Limits.requirePositive("memory bytes of a connection", bytesPerConnection);
    }

    static MemoryLimits ofHeap(long heap, long bytesPerConnection) {
        return new MemoryLimits(Math.max(LEAST_TOTAL, heap / SHARE_OF_HEAP), bytesPerConnection);
    }

    /** These limits for all connections together. */
    public MemoryLimits withBytes(long other) {
        return new MemoryLimits(other, bytesPerConnection);
    }

    /** These limits for another share of each connection. */
    public MemoryLimits withBytesPerConnection(long other) {
        return new MemoryLimits(bytes, other);
    }
}
