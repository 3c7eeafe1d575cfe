package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.limits.SendLimits;
import dev.gunjava.mesh.LookupTable.Asker;
import dev.gunjava.wire.EncodedGraph;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.MessageIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages and queues them for neighbors; what a turn has queued goes out at its end. Owned by the thread of the
 * mesh.
 */
final class Sender {

    private final FrameWriter writer = new FrameWriter();
    private final MessageIds ids;
    private final Neighbors neighbors;
    private final Counters counters;
    private final SendLimits limits;

    Sender(MessageIds ids, Neighbors neighbors, Counters counters, SendLimits limits) {
        this.ids = ids;
        this.neighbors = neighbors;
        this.counters = counters;
        this.limits = limits;
    }

    /** An id for a message of ours. */
    String freshId() {
        return ids.next();
    }

    FrameWriter writer() {
        return writer;
    }

    /** Cuts nodes into as many messages as they take. */
    List<List<Node>> chunks(List<Node> nodes) {
        return Chunks.of(nodes, limits);
    }

    /** Queues what the neighbor has asked for or is to know; nothing, if it is gone. */
    void send(Neighbor neighbor, EncodedMessage message) {
        if (!neighbor.isGone()) {
            neighbor.connection.answer(message);
            neighbors.touched(neighbor);
        }
    }

    /**
     * Whether a put to a soul may go to a neighbor. A gun.js relay crashes on some names unless it has asked for them. All
     * puts leave through this class, so this is the one place that shields it.
     */
    boolean mayTell(Neighbor neighbor, String soul) {
        return !ReservedNames.crashesUnasked(soul)
                || neighbor.has(Capability.TAKES_RESERVED_SOULS)
                || neighbor.hasAskedAbout(soul);
    }

    private boolean mayTell(Neighbor neighbor, OutgoingPut put) {
        return put.reserved().isEmpty() || put.reserved().stream().allMatch(soul -> mayTell(neighbor, soul));
    }

    /**
     * Queues a put that the neighbor has not just asked for; one that is too slow for it is cut off.
     *
     * @param receivers how many neighbors get the same message
     */
    void tell(Neighbor neighbor, OutgoingPut put, int receivers) {
        if (mayTell(neighbor, put)) {
            neighbor.connection.tell(put.message(), receivers);
            neighbors.touched(neighbor);
        }
    }

    /** Queues a put of our own, which waits for however long the neighbor takes. */
    void send(Neighbor neighbor, OutgoingPut put) {
        if (mayTell(neighbor, put)) {
            send(neighbor, put.message());
        }
    }

    /** Puts nodes without asking for an ack. */
    void put(Neighbor neighbor, List<Node> nodes) {
        putBack(
                neighbor,
                nodes.stream().filter(node -> mayTell(neighbor, node.soul())).toList());
    }

    /** Puts nodes back to a neighbor that has just put the same souls, which cannot harm it. */
    void putBack(Neighbor writer, List<Node> nodes) {
        if (!nodes.isEmpty()) {
            chunks(nodes).forEach(piece -> send(writer, this.writer.put(ids.next(), piece, null)));
        }
    }

    /**
     * Acks a put, or says why a message was refused.
     *
     * @param error the reason, or null if it was accepted
     */
    void ack(Neighbor neighbor, String to, @Nullable String error) {
        send(neighbor, writer.ack(ids.next(), to, error));
    }

    /** Acks a put that is on disk. */
    void stored(Neighbor neighbor, String to) {
        send(neighbor, writer.stored(ids.next(), to));
    }

    /**
     * Answers a get with nodes, in one message.
     *
     * @param more whether further messages with nodes follow
     * @param knownHash the hash of what the asker has already, or null
     * @return false if there was no need to, since the asker has just this
     */
    boolean data(Asker asker, EncodedGraph graph, boolean more, @Nullable Integer knownHash) {
        if (knownHash != null && knownHash == graph.hash()) {
            return false;
        }
        send(asker.neighbor(), writer.reply(ids.next(), asker.id(), graph, more));
        return true;
    }

    /** Answers a get with <em>not found</em>. */
    void notFound(Asker asker) {
        counters.notFound.increment();
        send(asker.neighbor(), writer.notFound(ids.next(), asker.id()));
    }

    /** Sends a handshake. */
    void hello(Neighbor neighbor, Message.Hello hello) {
        send(neighbor, writer.hello(hello));
    }
}
