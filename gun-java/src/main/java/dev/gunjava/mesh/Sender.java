package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.mesh.LookupTable.Asker;
import dev.gunjava.wire.EncodedGraph;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
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

    Sender(MessageIds ids, Neighbors neighbors, Counters counters) {
        this.ids = ids;
        this.neighbors = neighbors;
        this.counters = counters;
    }

    /** An id for a message of ours. */
    String freshId() {
        return ids.next();
    }

    FrameWriter writer() {
        return writer;
    }

    /** Queues what the neighbor has asked for or is to know; nothing, if it is gone. */
    void send(Neighbor neighbor, EncodedMessage message) {
        if (!neighbor.isGone()) {
            neighbor.connection.answer(message);
            neighbors.touched(neighbor);
        }
    }

    /**
     * Queues what the neighbor has not just asked for; one that is too slow for it is cut off.
     *
     * @param receivers how many neighbors get the same message
     */
    void tell(Neighbor neighbor, EncodedMessage message, int receivers) {
        neighbor.connection.tell(message, receivers);
        neighbors.touched(neighbor);
    }

    /** Puts nodes without asking for an ack. */
    void put(Neighbor neighbor, List<Node> nodes) {
        Chunks.of(nodes).forEach(piece -> send(neighbor, writer.put(ids.next(), piece, null)));
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

    /**
     * Shakes hands.
     *
     * @param to the id of the handshake that this answers, or null to ask for one
     */
    void hello(Neighbor neighbor, String pid, @Nullable String to) {
        send(neighbor, writer.hello(ids.next(), pid, to));
    }
}
