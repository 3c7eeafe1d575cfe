package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.limits.SendLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts nodes into as many messages as they take, in their order. A gun.js in Node reads a message in steps, one for each
 * character outside of texts and about two for each text; after 32 768 it pauses and forgets the name that it has just
 * read, so that it loses keys, their states and with these at times the whole put ({@code lib/yson.js}). And nobody should
 * have to hold a message of many large values as a whole.
 */
final class Chunks {

    /** The most nodes and keys in one message: a key takes 52 steps at most and a node 20. */
    private final int most;

    /** About how long the values of one message are together; a single value may be longer. */
    private final int mostLength;

    private final List<List<Node>> chunks = new ArrayList<>();
    private List<Node> chunk = new ArrayList<>();
    private int size;
    private int length;

    private Chunks(SendLimits limits) {
        this.most = limits.keysPerMessage();
        this.mostLength = limits.putMessageBytes();
    }

    /** The same list, in a list, if it is small enough; else chunks that are. A node may come in several of them. */
    static List<List<Node>> of(List<Node> nodes, SendLimits limits) {
        int size = nodes.size();
        for (Node node : nodes) {
            size += node.size();
        }
        if (size <= limits.keysPerMessage() && length(nodes) <= limits.putMessageBytes()) {
            return List.of(nodes);
        }
        Chunks chunks = new Chunks(limits);
        nodes.forEach(chunks::add);
        chunks.end();
        return chunks.chunks;
    }

    private static int length(List<Node> nodes) {
        int length = 0;
        for (Node node : nodes) {
            for (int i = 0; i < node.size(); i++) {
                length += LexRange.length(node.value(i));
            }
        }
        return length;
    }

    private void add(Node node) {
        int from = 0;
        do {
            if (size + 1 >= most || length >= mostLength) {
                end();
            }
            int to = from;
            for (int left = most - size - 1; to < node.size() && left > 0 && length < mostLength; left--) {
                length += LexRange.length(node.value(to));
                to++;
            }
            chunk.add(to - from == node.size() ? node : part(node, from, to));
            size += 1 + to - from;
            from = to;
        } while (from < node.size());
    }

    private void end() {
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
            chunk = new ArrayList<>();
            size = 0;
            length = 0;
        }
    }

    private static Node part(Node node, int from, int to) {
        Node.Builder part = Node.builder(node.soul());
        for (int i = from; i < to; i++) {
            part.add(node.key(i), node.value(i), node.state(i));
        }
        return part.build();
    }
}
