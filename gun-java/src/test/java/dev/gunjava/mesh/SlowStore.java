package dev.gunjava.mesh;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store in virtual time: reads take two milliseconds, writes ten, and it fails when a test says so. */
final class SlowStore implements GraphStore {

    static final long READ_MILLIS = 2;
    static final long WRITE_MILLIS = 10;

    private final VirtualTime time;
    private final Map<String, Map<String, Node>> disk = new TreeMap<>();
    final List<String> reads = new ArrayList<>();
    int writes;
    boolean broken;

    SlowStore(VirtualTime time) {
        this.time = time;
    }

    /** Puts something on the disk without the mesh. */
    void holds(Node... nodes) {
        for (Node node : nodes) {
            Map<String, Node> cells = disk.computeIfAbsent(node.soul(), soul -> new TreeMap<>());
            for (int i = 0; i < node.size(); i++) {
                cells.put(node.key(i), Node.of(node.soul(), node.key(i), node.value(i), node.state(i)));
            }
        }
    }

    Optional<Node> onDisk(String soul) {
        Node.Builder node = Node.builder(soul);
        disk.getOrDefault(soul, Map.of()).values().forEach(cell -> node.add(cell.key(0), cell.value(0), cell.state(0)));
        return node.size() == 0 ? Optional.empty() : Optional.of(node.build());
    }

    @Override
    public CompletionStage<Void> write(List<Node> nodes) {
        writes++;
        CompletableFuture<Void> done = new CompletableFuture<>();
        time.after(WRITE_MILLIS, () -> {
            if (broken) {
                done.completeExceptionally(new StoreException("no space left"));
            } else {
                holds(nodes.toArray(Node[]::new));
                done.complete(null);
            }
        });
        return done;
    }

    @Override
    public CompletionStage<Optional<Node>> node(String soul) {
        reads.add(soul);
        CompletableFuture<Optional<Node>> done = new CompletableFuture<>();
        time.after(READ_MILLIS, () -> {
            if (broken) {
                done.completeExceptionally(new StoreException("damaged"));
            } else {
                done.complete(onDisk(soul));
            }
        });
        return done;
    }

    @Override
    public CompletionStage<Optional<Node>> cell(String soul, String key) {
        return node(soul).thenApply(found -> found.filter(node -> node.value(key) != null)
                .map(node -> Node.of(soul, key, node.value(key), node.state(key))));
    }

    @Override
    public CompletionStage<List<Node>> scan(Lex souls, Lex keys, int cells, boolean reverse) {
        CompletableFuture<List<Node>> done = new CompletableFuture<>();
        List<Node> found = disk.keySet().stream()
                .filter(souls::matches)
                .map(soul -> onDisk(soul).orElseThrow())
                .toList();
        time.after(READ_MILLIS, () -> done.complete(found));
        return done;
    }

    @Override
    public void close() {}
}
