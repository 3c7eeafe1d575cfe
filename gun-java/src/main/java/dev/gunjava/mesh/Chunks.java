package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts nodes into as many messages as they take, in their order. A gun.js in Node reads a message in steps, one for each
 * character outside of texts and about two for each text; after 32 768 it pauses and forgets the name that it has just
 * read, so that it loses keys, their states and with these at times the whole put ({@code lib/yson.js}).
 */
final class Chunks {

    /** Nodes and keys in one message: a key takes 52 steps at most and a node 20. */
    private static final int LARGEST = 500;

    private final List<List<Node>> pieces = new ArrayList<>();
    private List<Node> piece = new ArrayList<>();
    private int size;

    private Chunks() {}

    /** The same list, in a list, if it is small enough; else pieces that are. A node may come in several of them. */
    static List<List<Node>> of(List<Node> nodes) {
        int size = nodes.size();
        for (Node node : nodes) {
            size += node.size();
        }
        if (size <= LARGEST) {
            return List.of(nodes);
        }
        Chunks pieces = new Chunks();
        nodes.forEach(pieces::add);
        pieces.end();
        return pieces.pieces;
    }

    private void add(Node node) {
        int from = 0;
        do {
            if (size + 1 >= LARGEST) {
                end();
            }
            int to = Math.min(node.size(), from + LARGEST - size - 1);
            piece.add(to - from == node.size() ? node : part(node, from, to));
            size += 1 + to - from;
            from = to;
        } while (from < node.size());
    }

    private void end() {
        if (!piece.isEmpty()) {
            pieces.add(piece);
            piece = new ArrayList<>();
            size = 0;
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
