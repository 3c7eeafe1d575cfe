package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.graph.Node;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.WireClient;
import dev.gunjava.mesh.RandomMesh;
import dev.gunjava.wire.FrameWriter;
import dev.gunjava.wire.MessageIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The graph that our peers converge to, held against the one that the real gun.js makes of the same writes. */
class ConvergenceIT {
    private static final Duration HEARD = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 5;

    @RegisterExtension
    final Lab lab = new Lab();

    private final FrameWriter writer = new FrameWriter();

    @ParameterizedTest(name = "relay with AXE: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("gun.js makes of 1 000 writes, doubled and in any order, the graph that our peers made of them")
    void gunJsComputesTheSame(boolean axe) {
        Seeded.runs(2, random -> gunJsComputesTheSame(axe, random));
    }

    private void gunJsComputesTheSame(boolean axe, SplittableRandom random) {
        RandomMesh.Outcome ours = RandomMesh.run(random);
        assertThat(ours.graphs().values()).containsOnly(ours.ham());
        Map<String, String> graph = new TreeMap<>();
        ours.ham()
                .forEach((soul, node) ->
                        graph.put(soul, writer.put(soul, List.of(node), null).toString()));

        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEFAULT, Map.of("axe", axe));
        GunJsClient page = lab.gunJs(GunJsClient.Kind.CORE, relay);
        graph.keySet().forEach(soul -> page.on(List.of(soul)));
        page.once(List.of("the relay has heard all that before this"));
        List<WireClient> writers =
                Stream.generate(() -> lab.wire(relay)).limit(CONNECTIONS).toList();
        for (String frame : frames(ours.writes(), random)) {
            writers.get(random.nextInt(CONNECTIONS)).say(frame);
        }

        Awaitility.await().atMost(HEARD).untilAsserted(() -> {
            assertThat(relay.graph(graph.keySet())).as("relay").isEqualTo(graph);
            assertThat(page.graph(graph.keySet())).as("page").isEqualTo(graph);
        });
    }

    /** The writes and some of them again, shuffled, each alone or with others in one frame. */
    private List<String> frames(List<List<Node>> writes, SplittableRandom random) {
        List<List<Node>> shuffled = new ArrayList<>(writes);
        shuffled.addAll(writes.subList(0, writes.size() / 10));
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        MessageIds ids = new MessageIds(random);
        List<String> frames = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        for (List<Node> write : shuffled) {
            String put = writer.put(ids.next(), write, null).toString();
            if (random.nextBoolean()) {
                frames.add(put);
            } else {
                batch.add(put);
            }
            if (batch.size() == 20) {
                frames.add(batch.toString());
                batch.clear();
            }
        }
        frames.add(batch.toString());
        return frames;
    }
}
