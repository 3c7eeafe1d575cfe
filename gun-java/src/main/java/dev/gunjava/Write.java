package dev.gunjava;

import dev.gunjava.graph.Flattener;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.InvalidDataException;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Finder;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.WriteListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write to the end of a path. The nodes on the way are found by their links, where there are any; where not, they get
 * path souls. All links on the way are written with it. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code src/put.js}.
 */
final class Write implements WriteListener {

    private static final Ack STORED = new Ack.Stored();

    private final Mesh mesh;
    private final List<String> path;
    private final @Nullable Object data;
    private final Consumer<Ack> result;
    private final List<String> souls = new ArrayList<>();

    /** @param path the keys from the root, at least one */
    Write(Mesh mesh, List<String> path, @Nullable Object data, Consumer<Ack> result) {
        this.mesh = mesh;
        this.path = path;
        this.data = data;
        this.result = result;
    }

    void begin() {
        souls.add(path.get(0));
        if (path.size() == 1 && !Flattener.isNode(data)) {
            refused("Data at root of graph must be a node (an object).");
        } else {
            resolve();
        }
    }

    /** Finds the soul of the next node on the way; at the last key it matters only for what is a node itself. */
    private void resolve() {
        int depth = souls.size();
        boolean last = depth == path.size() - 1;
        if (depth == path.size() || (last && !Flattener.isNode(data))) {
            write();
            return;
        }
        String soul = souls.get(depth - 1);
        String key = path.get(depth);
        if (mesh.cell(soul, key) != null) {
            step(soul, key);
            return;
        }
        mesh.find(soul, key, new Finder() {
            @Override
            public void answered() {
                step(soul, key);
            }

            @Override
            public void timedOut() {
                step(soul, key);
            }
        });
    }

    private void step(String soul, String key) {
        String linked = linkAt(soul, key);
        souls.add(linked == null ? soul + "/" + key : linked);
        resolve();
    }

    private @Nullable String linkAt(String soul, String key) {
        Node cell = mesh.cell(soul, key);
        return cell != null && cell.value(0) instanceof GunValue.Link link ? link.soul() : null;
    }

    private void write() {
        List<Node> nodes;
        try {
            nodes = flatten();
        } catch (InvalidDataException e) {
            refused(String.valueOf(e.getMessage()));
            return;
        }
        if (nodes.isEmpty()) {
            stored();
        } else {
            mesh.write(nodes, this);
        }
    }

    private List<Node> flatten() {
        Flattener flattener = new Flattener(mesh.nextState(), this::linkAt);
        for (int i = 1; i < souls.size(); i++) {
            flattener.addKey(souls.get(i - 1), path.get(i), new GunValue.Link(souls.get(i)));
        }
        String lastSoul = souls.get(souls.size() - 1);
        if (data == null || souls.size() < path.size()) {
            flattener.addKey(lastSoul, path.get(path.size() - 1), data);
        } else {
            flattener.addNode(lastSoul, data);
        }
        return flattener.nodes();
    }

    @Override
    public void stored() {
        result.accept(STORED);
    }

    @Override
    public void refused(String reason) {
        result.accept(new Ack.Refused(reason));
    }

    @Override
    public void failed(String reason) {
        result.accept(new Ack.Failed(reason));
    }
}
