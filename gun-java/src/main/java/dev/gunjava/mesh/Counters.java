package dev.gunjava.mesh;

import dev.gunjava.store.MemoryGraph;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the mesh has seen since it was made, and how full it was at the end of its last turn, for health and metrics.
 * This class is safe for use by any thread; only the mesh's own thread writes.
 */
public final class Counters {

    final LongAdder messages = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder unreadableFrames = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder refusedPuts = new LongAdder();
    final LongAdder droppedKeys = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder merges = new LongAdder();
    final LongAdder notFound = new LongAdder();
    final LongAdder refusedPeers = new LongAdder();

    private volatile long graphBytes;
    private volatile long graphNodes;
    private volatile long evicted;
    private volatile long deferred;

    Counters() {}

    void turned(MemoryGraph graph, int heldBack) {
        graphBytes = graph.weight();
        graphNodes = graph.size();
        evicted = graph.evicted();
        deferred = heldBack;
    }

    /** Messages received, of any kind. */
    public long messages() {
        return messages.sum();
    }

    /** Messages dropped because their id was known. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** Frames that were no JSON or over a limit. */
    public long unreadableFrames() {
        return unreadableFrames.sum();
    }

    /** Messages that broke a rule of the protocol. */
    public long malformed() {
        return malformed.sum();
    }

    /** Puts refused, for their policy, state or for want of room. */
    public long refusedPuts() {
        return refusedPuts.sum();
    }

    /** Invalid keys left out of replies. */
    public long droppedKeys() {
        return droppedKeys.sum();
    }

    /** Messages that mean nothing to this peer. */
    public long unknown() {
        return unknown.sum();
    }

    /** Keys whose value changed. */
    public long merges() {
        return merges.sum();
    }

    /** Gets answered with not found. */
    public long notFound() {
        return notFound.sum();
    }

    /** Proofs of the peer secret that were wrong. */
    public long refusedPeers() {
        return refusedPeers.sum();
    }

    /** The estimated bytes of the graph in memory. */
    public long graphBytes() {
        return graphBytes;
    }

    /** The nodes of the graph. */
    public long graphNodes() {
        return graphNodes;
    }

    /** Nodes put out of the graph for want of room. */
    public long evicted() {
        return evicted;
    }

    /** Writes held back until their state has come. */
    public long deferred() {
        return deferred;
    }
}
