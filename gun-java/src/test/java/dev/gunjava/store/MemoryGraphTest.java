package dev.gunjava.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.Values;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The graph in memory")
class MemoryGraphTest {

    private static final double NOW = 1e12;

    @Test
    @DisplayName("holds any number of keys of a node, sorted when read, as a sorted map would")
    void likeASortedMap() {
        Seeded.runs(50, random -> {
            MemoryGraph graph = new MemoryGraph(1 << 30, Duration.ZERO);
            Map<String, GunValue> expected = new TreeMap<>();
            int keys = random.nextInt(1, 200);
            for (int i = 0; i < 400; i++) {
                String key = "k" + random.nextInt(keys);
                GunValue value = Values.any(random);
                assertThat(graph.merge("a", key, value, i, NOW, 0)).isEqualTo(Ham.Decision.MERGE);
                expected.put(key, value);
                if (random.nextInt(50) == 0) {
                    graph.node("a");
                }
            }
            Node node = graph.node("a");
            assertThat(node.keys()).containsExactlyElementsOf(expected.keySet());
            for (int i = 0; i < node.size(); i++) {
                assertThat(node.value(i)).isEqualTo(expected.get(node.key(i)));
                assertThat(graph.cell("a", node.key(i)).state(0)).isEqualTo(node.state(i));
            }
            assertThat(graph.cell("a", "other")).isNull();
        });
    }

    @Test
    @DisplayName("weighs nothing when all of it has expired, whatever was written")
    void weight() {
        Seeded.runs(50, random -> {
            MemoryGraph graph = new MemoryGraph(1 << 30, Duration.ofSeconds(10));
            for (int i = 0; i < 300; i++) {
                String soul = "s" + random.nextInt(5);
                graph.merge(soul, "k" + random.nextInt(30), Values.any(random), i, NOW, random.nextInt(8_000));
            }
            graph.expire(9_000);
            assertThat(graph.weight()).isPositive();
            graph.expire(30_000);
            assertThat(graph.weight()).isZero();
            assertThat(graph.size()).isZero();
        });
    }

    @Test
    @DisplayName("evicts what was not used for longest, reads counting as use, and never what is pinned")
    void eviction() {
        MemoryGraph graph = new MemoryGraph(3_000, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            graph.merge("s" + i, "k", new GunValue.Text("x".repeat(100)), 1, NOW, 0);
        }
        graph.node("s0");
        assertThat(graph.makeRoom("s1"::equals)).isTrue();
        assertThat(graph.contains("s0")).isTrue();
        assertThat(graph.contains("s1")).isTrue();
        assertThat(graph.contains("s2")).isFalse();
        assertThat(graph.weight()).isLessThan(3_000);
        assertThat(graph.evicted()).isPositive();
    }

    @Test
    @DisplayName("says that there is no room when all that it would look at is pinned")
    void allPinned() {
        MemoryGraph graph = new MemoryGraph(1_000, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            graph.merge("s" + i, "k", new GunValue.Text("x".repeat(100)), 1, NOW, 0);
        }
        assertThat(graph.makeRoom(soul -> true)).isFalse();
        assertThat(graph.size()).isEqualTo(10);
    }
}
