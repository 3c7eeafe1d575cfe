package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Asks.Asker;
import dev.gunjava.wire.EncodedMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers to gets, as messages. Owned by the thread of the mesh. */
final class Answers {

    /** A node of more keys than this is answered in several messages, as gun.js does with far smaller pieces. */
    private static final int CHUNK_KEYS = 500;

    private final Sender sender;
    private final Counters counters;

    Answers(Sender sender, Counters counters) {
        this.sender = sender;
        this.counters = counters;
    }

    /** Answers with a node; returns false if there was no need, since the asker has just this. */
    boolean data(Asker asker, Node node) {
        if (node.size() <= CHUNK_KEYS) {
            return data(asker, List.of(node), false, asker.knownHash());
        }
        for (int from = 0; from < node.size(); from += CHUNK_KEYS) {
            int to = Math.min(node.size(), from + CHUNK_KEYS);
            Node.Builder chunk = Node.builder(node.soul());
            for (int i = from; i < to; i++) {
                chunk.add(node.key(i), node.value(i), node.state(i));
            }
            data(asker, List.of(chunk.build()), to < node.size(), null);
        }
        return true;
    }

    /**
     * Answers with nodes in one message.
     *
     * @param more whether further messages with nodes follow
     * @param knownHash the hash of what the asker has already, or null
     * @return false if there was no need, since the asker has just this
     */
    boolean data(Asker asker, List<Node> nodes, boolean more, @Nullable Integer knownHash) {
        EncodedMessage reply = sender.writer().reply(sender.freshId(), asker.id(), nodes, more, knownHash);
        if (reply != null) {
            sender.send(asker.peer(), reply);
        }
        return reply != null;
    }

    /** Answers that there is nothing. */
    void notFound(Asker asker) {
        counters.notFound.increment();
        sender.notFound(asker.peer(), asker.id());
    }
}
