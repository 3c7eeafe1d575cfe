package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The watchers within this process. Bounded by the program that sets them. Owned by the thread of the mesh. */
final class Watches {

    private final Map<Interest, List<Watcher>> watchers = new LinkedHashMap<>();

    void add(Interest interest, Watcher watcher) {
        watchers.computeIfAbsent(interest, i -> new ArrayList<>(1)).add(watcher);
    }

    void remove(Interest interest, Watcher watcher) {
        watchers.computeIfPresent(interest, (i, all) -> {
            all.remove(watcher);
            return all.isEmpty() ? null : all;
        });
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    /** Tells those whom the changes concern. A watcher may add and remove watchers meanwhile. */
    void tell(List<Node> changes) {
        if (watchers.isEmpty()) {
            return;
        }
        for (Node node : changes) {
            tell(new Interest(node.soul(), null), node);
            for (int i = 0; i < node.size(); i++) {
                Interest cell = new Interest(node.soul(), node.key(i));
                if (watchers.containsKey(cell)) {
                    tell(cell, Node.of(node.soul(), node.key(i), node.value(i), node.state(i)));
                }
            }
        }
    }

    private void tell(Interest interest, Node part) {
        for (Watcher watcher : List.copyOf(watchers.getOrDefault(interest, List.of()))) {
            watcher.changed(part);
        }
    }

    /** Everything that is watched. */
    void forEachInterest(Consumer<Interest> action) {
        List.copyOf(watchers.keySet()).forEach(action);
    }
}
