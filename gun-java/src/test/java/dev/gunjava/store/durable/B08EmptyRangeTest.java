package dev.gunjava.store.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Lexes;
import dev.gunjava.graph.Node;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** B08: a range that ends before it begins threw an exception in the mesh. */
@DisplayName("B08: what a choice of souls and keys, contradicting ones too, gives")
class B08EmptyRangeTest {

    private static final int NODES = 150;
    private static final GunValue VALUE = new GunValue.Bool(true);

    @TempDir
    private Path directory;

    private final List<Node> all = new ArrayList<>();

    @BeforeEach
    void writeNodes() {
        Seeded.runs(1, random -> {
            Map<String, Node> nodes = new TreeMap<>();
            for (int i = 0; i < NODES; i++) {
                Node node = node(Lexes.name(random), random);
                nodes.put(node.soul(), node);
            }
            all.addAll(nodes.values());
        });
    }

    private static Node node(String soul, SplittableRandom random) {
        TreeMap<String, GunValue> keys = new TreeMap<>();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            keys.put(Lexes.name(random), VALUE);
        }
        Node.Builder node = Node.builder(soul);
        keys.forEach((key, value) -> node.add(key, value, 1));
        return node.build();
    }

    @Test
    @DisplayName("in memory is the same as a look at each soul, from either end")
    void inMemory() {
        MemoryGraph graph = new MemoryGraph(1 << 30, Duration.ZERO);
        for (Node node : all) {
            node.keys().forEach(key -> graph.merge(node.soul(), key, VALUE, 1, 1, 0));
        }
        while (!graph.order()) {
            assertThat(graph.size()).isPositive();
        }
        Seeded.runs(2_000, random -> {
            Lex souls = Lexes.any(random);
            boolean reverse = random.nextBoolean();
            List<Node> found = new ArrayList<>();
            for (String soul = graph.soul(souls, null, reverse);
                    soul != null;
                    soul = graph.soul(souls, soul, reverse)) {
                found.add(graph.node(soul));
            }
            assertThat(found).as("%s", souls).containsExactlyElementsOf(chosen(souls, Lex.all(), reverse));
        });
    }

    @Test
    @DisplayName("in a node is the same as a look at each key, however small the slices")
    void slices() {
        Seeded.runs(500, random -> {
            Node node = node("soul", random);
            MemoryGraph graph = new MemoryGraph(1 << 30, Duration.ZERO);
            node.keys().forEach(key -> graph.merge("soul", key, VALUE, 1, 1, 0));
            boolean reverse = random.nextBoolean();
            String from = random.nextBoolean() ? null : Lexes.name(random);
            boolean inclusive = random.nextBoolean();
            List<String> expected = node.keys().stream()
                    .filter(key -> from == null
                            || (inclusive && key.equals(from))
                            || (reverse ? key.compareTo(from) < 0 : key.compareTo(from) > 0))
                    .toList();
            List<String> found = new ArrayList<>();
            MemoryGraph.Slice slice = graph.slice("soul", from, inclusive, reverse, 2, 1 << 20);
            while (!slice.last()) {
                found.addAll(reverse ? 0 : found.size(), slice.keys().keys());
                String next = slice.keys().key(reverse ? 0 : slice.keys().size() - 1);
                slice = graph.slice("soul", next, false, reverse, 2, 1 << 20);
            }
            found.addAll(reverse ? 0 : found.size(), slice.keys().keys());
            assertThat(found).isEqualTo(expected);
        });
    }

    @Test
    @DisplayName("on disk is the same as a look at each soul and key, from either end")
    void onDisk() throws StoreException {
        try (DurableStore store = DurableStore.open(directory)) {
            store.write(all).toCompletableFuture().join();
            Seeded.runs(1_000, random -> {
                Lex souls = Lexes.any(random);
                Lex keys = random.nextBoolean() ? Lex.all() : Lexes.any(random);
                boolean reverse = random.nextBoolean();
                assertThat(scan(store, souls, keys, reverse))
                        .as("%s %s", souls, keys)
                        .containsExactlyElementsOf(chosen(souls, keys, reverse));
            });
        }
    }

    /** A scan, the keys of each node in ascending order. */
    private static List<Node> scan(DurableStore store, Lex souls, Lex keys, boolean reverse) {
        return store.scan(souls, keys, 100_000, reverse).toCompletableFuture().join().stream()
                .map(node -> reverse ? reversed(node) : node)
                .toList();
    }

    private static Node reversed(Node node) {
        Node.Builder reversed = Node.builder(node.soul());
        for (int i = node.size() - 1; i >= 0; i--) {
            reversed.add(node.key(i), node.value(i), node.state(i));
        }
        return reversed.build();
    }

    /** What is chosen, found without any order or index. */
    private List<Node> chosen(Lex souls, Lex keys, boolean reverse) {
        Comparator<Node> bySoul = Comparator.comparing(Node::soul);
        return all.stream()
                .filter(node -> souls.matches(node.soul()))
                .map(node -> part(node, keys))
                .filter(node -> !node.isEmpty())
                .sorted(reverse ? bySoul.reversed() : bySoul)
                .toList();
    }

    private static Node part(Node node, Lex keys) {
        Node.Builder part = Node.builder(node.soul());
        node.keys().stream().filter(keys::matches).forEach(key -> part.add(key, VALUE, 1));
        return part.build();
    }
}
