package dev.gunjava.limits;

import java.time.Duration;

/**
 * The size and the lifetime of the graph. A share is given as a divisor of the bytes of the graph. Immutable and thread-safe.
 *
 * @param bytes Estimated bytes of the graph in memory; a third of the heap if that is less. The node that was used longest
 *     ago is evicted; on disk it stays.
 * @param nodeShare Part of these bytes that one node may take. Writes that would make it larger are refused; but where keys
 *     are forgotten after a while, the node loses the older half of them first, once a second at most.
 * @param pinnedShare Part of these bytes that the nodes may take to which one connection has subscribed. Beyond
 *     it they are evicted like all others.
 * @param encodedShare Part of these bytes that may be used once more for encoded answers. The one that was used
 *     longest ago is evicted.
 * @param keep Lifetime of a key after its last write; zero for no limit. The key is forgotten.
 * @param future Time that the state of a write may be ahead of the clock. The write is refused; up to there it is deferred,
 *     and acked when it can be read.
 * @param deferred Keys of one connection that are deferred. Further ones are refused, unless they are at most 2 s ahead.
 * @param uncommittedBytes Bytes of changes that wait for the disk. Further writes wait until there is room.
 */
public record GraphLimits(
        long bytes,
        int nodeShare,
        int pinnedShare,
        int encodedShare,
        Duration keep,
        Duration future,
        int deferred,
        long uncommittedBytes) {

    private static final int SHARE_OF_HEAP = 3;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if there could be no graph within one of them
     */
    public GraphLimits {
        Limits.requirePositive("graph bytes", bytes);
        Limits.requirePositive("share of a node", nodeShare);
        Limits.requirePositive("share of pinned nodes", pinnedShare);
        Limits.requirePositive("share of encoded answers", encodedShare);
        Limits.requireNotNegative("keep", keep.toMillis());
        Limits.requireNotNegative("future", future.toMillis());
        Limits.requireNotNegative("deferred", deferred);
        Limits.requirePositive("uncommitted bytes", uncommittedBytes);
    }

    /** @param most the bytes of the graph where the heap has room for them */
    static GraphLimits ofHeap(long heap, long most) {
        return new GraphLimits(
                Math.min(most, heap / SHARE_OF_HEAP),
                8,
                64,
                8,
                Duration.ZERO,
                Duration.ofMinutes(10),
                10_000,
                16L << 20);
    }

    /** The bytes that one node may take. */
    public long nodeBytes() {
        return bytes / nodeShare;
    }

    /** The bytes of the nodes to which one connection has subscribed that are evicted last. */
    public long pinnedBytes() {
        return bytes / pinnedShare;
    }

    /** The bytes that encoded answers may take. */
    public long encodedBytes() {
        return bytes / encodedShare;
    }

    /** These limits for another size. */
    public GraphLimits withBytes(long other) {
        return new GraphLimits(other, nodeShare, pinnedShare, encodedShare, keep, future, deferred, uncommittedBytes);
    }

    /** These limits for another lifetime of keys; zero for no limit. */
    public GraphLimits withKeep(Duration other) {
        return new GraphLimits(bytes, nodeShare, pinnedShare, encodedShare, other, future, deferred, uncommittedBytes);
    }

    /** These limits for states further ahead of the clock, or less far. */
    public GraphLimits withFuture(Duration other) {
        return new GraphLimits(bytes, nodeShare, pinnedShare, encodedShare, keep, other, deferred, uncommittedBytes);
    }

    /** These limits for another number of deferred keys. */
    public GraphLimits withDeferred(int other) {
        return new GraphLimits(bytes, nodeShare, pinnedShare, encodedShare, keep, future, other, uncommittedBytes);
    }
}
