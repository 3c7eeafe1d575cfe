package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What lists of nodes have in common. */
final class Nodes {

    private Nodes() {}

    /** The souls of some nodes. */
    static Set<String> souls(List<Node> nodes) {
        if (nodes.size() == 1) {
            return Set.of(nodes.get(0).soul());
        }
        Set<String> souls = new HashSet<>();
        nodes.forEach(node -> souls.add(node.soul()));
        return souls;
    }
}
