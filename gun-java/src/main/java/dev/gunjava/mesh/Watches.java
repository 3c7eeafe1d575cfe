package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The watchers within this process. Bounded by the program that sets them. Owned by the thread of the mesh. */
final class Watches {

    /** The watchers of each interest, with the number of tellings that had begun when they came. */
    private final Map<Interest, Map<Watcher, Long>> watchers = new LinkedHashMap<>();

    private long tellings;

    void add(Interest interest, Watcher watcher) {
        watchers.computeIfAbsent(interest, i -> new LinkedHashMap<>(2)).put(watcher, tellings);
    }

    void remove(Interest interest, Watcher watcher) {
        watchers.computeIfPresent(interest, (i, all) -> {
            all.remove(watcher);
            return all.isEmpty() ? null : all;
        });
    }

    /** Whether anybody watches just this. */
    boolean contains(Interest interest) {
        return watchers.containsKey(interest);
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    /**
     * Tells those whom the changes concern. A watcher may add and remove watchers meanwhile; those that it adds find all
     * of the changes in the graph, and are not told of them again.
     */
    void tell(List<Node> changes) {
        if (watchers.isEmpty()) {
            return;
        }
        tellings++;
        long telling = tellings;
        for (Node node : changes) {
            tell(telling, new Interest(node.soul(), null), node);
            for (int i = 0; i < node.size(); i++) {
                Interest cell = new Interest(node.soul(), node.key(i));
                if (watchers.containsKey(cell)) {
                    tell(telling, cell, Node.of(node.soul(), node.key(i), node.value(i), node.state(i)));
                }
            }
        }
    }

    private void tell(long telling, Interest interest, Node part) {
        Map<Watcher, Long> interested = watchers.getOrDefault(interest, Map.of());
        for (Map.Entry<Watcher, Long> watcher : List.copyOf(interested.entrySet())) {
            if (watcher.getValue() < telling) {
                watcher.getKey().changed(part);
            }
        }
    }

    /** Everything that is watched. */
    void forEachInterest(Consumer<Interest> action) {
        List.copyOf(watchers.keySet()).forEach(action);
    }
}
