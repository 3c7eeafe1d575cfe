package dev.gunjava.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Vectors;
import dev.gunjava.graph.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The content hash is that of gun.js")
class ContentHashVectorsTest {

    private final FrameReader reader = new FrameReader(WireLimits.client(), new SplittableRandom(1));

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Vectors.cases("hash.json").stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.get("kind") + " " + one.getOrDefault("input", one.get("put")), () -> check(one)));
    }

    private void check(Map<String, @Nullable Object> one) {
        if (one.get("kind").equals("string")) {
            Object input = one.get("input") == null ? String.valueOf(one.get("inputRepeat")) : one.get("input");
            assertThat((double) ContentHash.of((String) input)).isEqualTo(one.get("hash"));
            return;
        }
        Map<String, @Nullable Object> relay = Vectors.object(one.get("relay"));
        Message.Reply recorded = (Message.Reply)
                reader.read((String) relay.get("frame")).messages().get(0);

        assertThat((double) new FrameWriter().hash(sorted(recorded.nodes())))
                .as(() -> text(recorded.nodes()))
                .isEqualTo(relay.get("hash"));
    }

    private static String text(List<Node> nodes) {
        return nodes.toString();
    }

    /** Snapshots of a graph are sorted; so must be what is compared with the sorted text of a gun.js relay. */
    private static List<Node> sorted(List<Node> nodes) {
        List<Node> sorted = new ArrayList<>();
        nodes.stream().sorted(Comparator.comparing(Node::soul)).forEach(node -> {
            Map<String, Integer> keys = new TreeMap<>();
            for (int i = 0; i < node.size(); i++) {
                keys.put(node.key(i), i);
            }
            Node.Builder copy = Node.builder(node.soul());
            keys.forEach((key, i) -> copy.add(key, node.value(i), node.state(i)));
            sorted.add(copy.build());
        });
        return sorted;
    }
}
