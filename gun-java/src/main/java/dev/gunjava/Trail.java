package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks a path of keys from node to node, along the links that are known or can be found; where there is none, on to
 * the path soul. Owned by the thread of the mesh.
 */
final class Trail {

    private final Mesh mesh;
    private final List<String> path;
    private final Consumer<List<String>> end;
    private final List<String> souls = new ArrayList<>();

    private Trail(Mesh mesh, List<String> path, Consumer<List<String>> end) {
        this.mesh = mesh;
        this.path = path;
        this.end = end;
    }

    /**
     * Walks a path.
     *
     * @param path the keys from the root, at least one
     * @param end told the souls of the nodes that the path leads through, one for each key
     */
    static void walk(Mesh mesh, List<String> path, Consumer<List<String>> end) {
        Trail trail = new Trail(mesh, path, end);
        trail.souls.add(path.get(0));
        trail.step();
    }

    private void step() {
        int depth = souls.size();
        if (depth == path.size()) {
            end.accept(List.copyOf(souls));
            return;
        }
        String soul = souls.get(depth - 1);
        String key = path.get(depth);
        find(mesh, soul, key, () -> {
            String linked = linkAt(mesh, soul, key);
            souls.add(linked == null ? soul + "/" + key : linked);
            step();
        });
    }

    /** The soul that the graph has linked at a key of a node, or null. */
    static @Nullable String linkAt(Mesh mesh, String soul, String key) {
        Node cell = mesh.cell(soul, key);
        return cell != null && cell.value(0) instanceof GunValue.Link link ? link.soul() : null;
    }

    /** Goes on when a key is known, or nobody can be expected to tell any more. */
    static void find(Mesh mesh, String soul, String key, Runnable next) {
        if (mesh.cell(soul, key) != null) {
            next.run();
            return;
        }
        if (mesh.isCutOff()) {
            next.run();
        } else {
            mesh.find(soul, key, new Afterwards(next));
        }
    }
}
