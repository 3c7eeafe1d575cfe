package dev.gunjava.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Vectors;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.Limits;
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

    private final FrameReader reader = new FrameReader(Limits.general().client().frames(), new SplittableRandom(1));

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Vectors.cases("hash.json").stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.get("kind") + " " + one.getOrDefault("input", one.get("put")), () -> check(one)));
    }

    private void check(Map<String, @Nullable Object> one) {
        if (one.get("kind").equals("string")) {
            assertThat((double) ContentHash.of(input(one))).isEqualTo(one.get("hash"));
            return;
        }
        Map<String, @Nullable Object> relay = Vectors.object(one.get("relay"));
        String frame = (String) relay.get("frame");
        Message.Reply recorded = (Message.Reply) reader.read(frame).messages().get(0);
        if (recorded.dropped() > 0 || recorded.nodes().isEmpty()) {
            // an empty name or an empty node, which this peer never sends: the rule itself is checked on the text
            String text = frame.substring(frame.indexOf("\"put\":") + 6, frame.length() - 1);
            assertThat((double) ContentHash.of(text)).isEqualTo(relay.get("hash"));
            return;
        }
        assertThat((double) new FrameWriter().graph(sorted(recorded.nodes())).hash())
                .isEqualTo(relay.get("hash"));
    }

    /** Long inputs are given as a unit and the length to which it is repeated. */
    private static String input(Map<String, @Nullable Object> one) {
        if (!(one.get("unit") instanceof String unit)) {
            return (String) one.get("input");
        }
        int length = ((Double) one.get("repeat")).intValue();
        return unit.repeat(length / unit.length() + 1).substring(0, length);
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
