package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
import dev.gunjava.wire.MessageIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages and queues them for neighbours; what a turn has queued goes out at its end. Owned by the thread of the
 * mesh.
 */
final class Sender {

    private final FrameWriter writer = new FrameWriter();
    private final MessageIds ids;
    private final Neighbours neighbours;

    Sender(MessageIds ids, Neighbours neighbours) {
        this.ids = ids;
        this.neighbours = neighbours;
    }

    /** An id for a message of ours. */
    String freshId() {
        return ids.next();
    }

    FrameWriter writer() {
        return writer;
    }

    /** Queues what the neighbour has asked for or is to know; nothing, if it is gone. */
    void send(Peer peer, EncodedMessage message) {
        if (!peer.isGone()) {
            peer.connection.answer(message);
            neighbours.touched(peer);
        }
    }

    /** Queues what the neighbour has not just asked for; one that is too slow for it is cut off. */
    void tell(Peer peer, EncodedMessage message) {
        peer.connection.tell(message);
        neighbours.touched(peer);
    }

    /** Puts nodes without asking for an ack. */
    void put(Peer peer, List<Node> nodes) {
        Pieces.of(nodes).forEach(piece -> send(peer, writer.put(ids.next(), piece, null)));
    }

    /**
     * Acks a put, or says why a message was refused.
     *
     * @param error the reason, or null if it was accepted
     */
    void ack(Peer peer, String to, @Nullable String error) {
        send(peer, writer.ack(ids.next(), to, error));
    }

    /** Acks a put that is on disk. */
    void stored(Peer peer, String to) {
        send(peer, writer.stored(ids.next(), to));
    }

    /** Says that there is nothing. */
    void notFound(Peer peer, String to) {
        send(peer, writer.notFound(ids.next(), to));
    }

    /**
     * Shakes hands.
     *
     * @param to the id of the handshake that this answers, or null to ask for one
     */
    void hello(Peer peer, String pid, @Nullable String to) {
        send(peer, writer.hello(ids.next(), pid, to));
    }
}
