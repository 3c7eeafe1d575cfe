package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns nested data into nodes: what is nested becomes a node of its own, under the soul of its parent, a slash and the
 * key, and the parent holds a link to it. All keys get the one state of the write. Lives for one attempt at a write, on
 * the thread of the mesh.
 *
 * <p>Source: gun.js {@code src/put.js}.
 */
final class Flattener {

    private final double state;
    private final BiFunction<String, String, @Nullable String> linkAt;
    private final Function<GunRef, String> soulOf;
    private final IdentityHashMap<Data.Tree, String> visited = new IdentityHashMap<>();
    private final Map<String, Map<String, GunValue>> nodes = new LinkedHashMap<>();

    /**
     * A flattener for one attempt.
     *
     * @param state the state of the write, in ms since the epoch
     * @param linkAt for a soul and a key, the soul that the graph has linked there already, or null
     * @param soulOf the soul of the node to which a reference leads
     */
    Flattener(double state, BiFunction<String, String, @Nullable String> linkAt, Function<GunRef, String> soulOf) {
        this.state = state;
        this.linkAt = linkAt;
        this.soulOf = soulOf;
    }

    /** Adds the fields of a tree as keys of the node with the given soul. */
    void addNode(String soul, Data.Tree tree) {
        visited.put(tree, soul);
        nodes.computeIfAbsent(soul, s -> new TreeMap<>());
        tree.fields().forEach((key, data) -> addKey(soul, key, data));
    }

    /** Adds one key, whatever it is to hold. */
    void addKey(String soul, String key, Data data) {
        GunValue value;
        if (data instanceof Data.Primitive primitive) {
            value = primitive.value();
        } else if (data instanceof Data.Reference reference) {
            value = new GunValue.Link(soulOf.apply(reference.target()));
        } else {
            value = new GunValue.Link(nested(soul, key, (Data.Tree) data));
        }
        nodes.computeIfAbsent(soul, s -> new TreeMap<>()).put(key, value);
    }

    private String nested(String soul, String key, Data.Tree tree) {
        String known = visited.get(tree);
        if (known != null) {
            return known;
        }
        String linked = tree.ownSoul() == null ? linkAt.apply(soul, key) : tree.ownSoul();
        String nested = linked == null ? soul + "/" + key : linked;
        addNode(nested, tree);
        return nested;
    }

    /** What was added, as nodes; those without any key are left out. */
    List<Node> nodes() {
        List<Node> all = new ArrayList<>(nodes.size());
        nodes.forEach((soul, fields) -> {
            Node.Builder node = Node.builder(soul);
            fields.forEach((key, value) -> node.add(key, value, state));
            if (node.size() > 0) {
                all.add(node.build());
            }
        });
        return all;
    }
}
