package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
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

    Sender(MessageIds ids, Neighbors neighbors) {
        this.ids = ids;
        this.neighbors = neighbors;
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

    /** Queues what the neighbor has not just asked for; one that is too slow for it is cut off. */
    void tell(Neighbor neighbor, EncodedMessage message) {
        neighbor.connection.tell(message);
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

    /** Says that there is nothing. */
    void notFound(Neighbor neighbor, String to) {
        send(neighbor, writer.notFound(ids.next(), to));
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
