package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.mesh.LookupTable.Asker;
import dev.gunjava.wire.EncodedGraph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers to gets, as messages. Owned by the thread of the mesh. */
final class Answers {

    private final Sender sender;
    private final Counters counters;

    Answers(Sender sender, Counters counters) {
        this.sender = sender;
        this.counters = counters;
    }

    /**
     * Answers with what is known of a node, a message for each piece; returns false if there was no need, since the asker
     * has just this.
     */
    boolean data(Asker asker, List<EncodedGraph> pieces) {
        if (pieces.size() == 1) {
            return data(asker, pieces.get(0), false, asker.knownHash());
        }
        for (int i = 0; i < pieces.size(); i++) {
            data(asker, pieces.get(i), i < pieces.size() - 1, null);
        }
        return true;
    }

    /**
     * Answers with nodes in one message.
     *
     * @param more whether further messages with nodes follow
     * @param knownHash the hash of what the asker has already, or null
     */
    void data(Asker asker, List<Node> nodes, boolean more, @Nullable Integer knownHash) {
        data(asker, sender.writer().graph(nodes), more, knownHash);
    }

    private boolean data(Asker asker, EncodedGraph graph, boolean more, @Nullable Integer knownHash) {
        if (knownHash != null && knownHash == graph.hash()) {
            return false;
        }
        sender.send(asker.neighbor(), sender.writer().reply(sender.freshId(), asker.id(), graph, more));
        return true;
    }

    /** Answers that there is nothing. */
    void notFound(Asker asker) {
        counters.notFound.increment();
        sender.notFound(asker.neighbor(), asker.id());
    }
}
