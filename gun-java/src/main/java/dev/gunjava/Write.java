package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.WriteListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write to the end of a path. The nodes on the way, and those to which nested data goes, are found by their links,
 * where there are any; where not, they get path souls. All links on the way are written with it. The state is that of
 * the call, so that a write which takes its time to find its place does not overrule later ones. Owned by the thread of
 * the mesh.
 *
 * <p>Source: gun.js {@code src/put.js}.
 */
final class Write implements WriteListener {

    private static final Ack STORED = new Ack.Stored();

    private final Mesh mesh;
    private final double state;
    private final List<String> path;
    private final Data data;
    private final Consumer<Ack> result;
    private final Map<GunRef, String> references = new HashMap<>();
    private final Set<Place> lookedUp = new HashSet<>();

    /** The souls of the nodes on the way, with that of the data if it becomes a node. */
    private List<String> souls = List.of();

    private final boolean newborn;
    private Runnable admitted = () -> {};
    private boolean rejected;
    private int lookups;

    /** @param path the keys from the root, at least one */
    Write(Mesh mesh, List<String> path, Data data, Consumer<Ack> result) {
        this(mesh, path, data, false, result);
    }

    /** A write to a soul that nobody has used before, so that nothing needs to be found out about it. */
    static Write newborn(Mesh mesh, String soul, Data data, Consumer<Ack> result) {
        return new Write(mesh, List.of(soul), data, true, result);
    }

    private Write(Mesh mesh, List<String> path, Data data, boolean newborn, Consumer<Ack> result) {
        this.mesh = mesh;
        this.newborn = newborn;
        this.state = mesh.nextState();
        this.path = path;
        this.data = data;
        this.result = result;
    }

    /** A key of a node. */
    private record Place(String soul, String key) {}

    void begin() {
        begin(() -> {});
    }

    /** @param inGraph called when the data has come into our graph, whatever the relays make of it */
    void begin(Runnable inGraph) {
        admitted = inGraph;
        if (path.subList(1, path.size()).contains("_")) {
            refused("The key _ is that of a node's metadata and holds no data.");
        } else if (data instanceof Data.Tree tree) {
            beginNode(tree.ownSoul());
        } else if (path.size() == 1) {
            refused("Data at root of graph must be a node (an object).");
        } else {
            Trail.walk(mesh, path.subList(0, path.size() - 1), this::attempt);
        }
    }

    private void beginNode(@Nullable String ownSoul) {
        if (ownSoul == null) {
            Trail.walk(mesh, path, this::attempt);
        } else if (path.size() == 1) {
            attempt(List.of(ownSoul));
        } else {
            Trail.walk(mesh, path.subList(0, path.size() - 1), way -> {
                List<String> withOwn = new ArrayList<>(way);
                withOwn.add(ownSoul);
                attempt(withOwn);
            });
        }
    }

    private void attempt(List<String> found) {
        souls = found;
        attempt();
    }

    /** Flattens with the links that are known; if it took guesses, finds out about them and flattens anew. */
    private void attempt() {
        Set<Place> links = new LinkedHashSet<>();
        Set<GunRef> targets = new LinkedHashSet<>();
        List<Node> nodes = flatten(links, targets);
        if (links.isEmpty() && targets.isEmpty()) {
            write(nodes);
            return;
        }
        lookups = 1 + links.size() + targets.size();
        lookedUp.addAll(links);
        links.forEach(link -> Trail.find(mesh, link.soul(), link.key(), this::lookedUp));
        targets.forEach(target -> Trail.walk(mesh, target.keys(), way -> {
            references.put(target, way.get(way.size() - 1));
            lookedUp();
        }));
        lookedUp();
    }

    private void lookedUp() {
        lookups--;
        if (lookups == 0) {
            attempt();
        }
    }

    private List<Node> flatten(Set<Place> unknownLinks, Set<GunRef> unknownTargets) {
        Flattener flattener = new Flattener(
                state,
                (soul, key) -> {
                    Place place = new Place(soul, key);
                    if (!isNewborn(soul) && mesh.cell(soul, key) == null && !lookedUp.contains(place)) {
                        unknownLinks.add(place);
                    }
                    return Trail.linkAt(mesh, soul, key);
                },
                target -> {
                    String soul = references.get(target);
                    if (soul == null) {
                        unknownTargets.add(target);
                        return target.key();
                    }
                    return soul;
                });
        for (int i = 1; i < souls.size(); i++) {
            flattener.addKey(souls.get(i - 1), path.get(i), new Data.Primitive(new GunValue.Link(souls.get(i))));
        }
        String last = souls.get(souls.size() - 1);
        if (data instanceof Data.Tree tree) {
            flattener.addNode(last, tree);
        } else {
            flattener.addKey(last, path.get(path.size() - 1), data);
        }
        return flattener.nodes();
    }

    private boolean isNewborn(String soul) {
        return newborn && soul.startsWith(path.get(0));
    }

    private void write(List<Node> nodes) {
        if (nodes.isEmpty()) {
            stored();
        } else {
            mesh.write(nodes, this);
        }
        if (!rejected) {
            admitted.run();
        }
    }

    @Override
    public void stored() {
        result.accept(STORED);
    }

    @Override
    public void refused(String reason) {
        rejected = true;
        result.accept(new Ack.Refused(reason));
    }

    @Override
    public void failed(String reason) {
        rejected = true;
        result.accept(new Ack.Failed(reason));
    }
}
