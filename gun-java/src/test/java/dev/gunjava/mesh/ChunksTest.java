package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.limits.SendLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is too much for one message")
class ChunksTest {

    private final VirtualTime time = new VirtualTime();
    private final SimulatedPeer neighbor = new SimulatedPeer(time, 1, MeshOptions.general(), true);
    private final ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");

    @Test
    @DisplayName("is cut into pieces of at most 500 nodes and keys, which together say the same in the same order")
    @AtBound("send.keysPerMessage")
    void cut() {
        SplittableRandom random = new SplittableRandom(6);
        for (int run = 0; run < 200; run++) {
            List<Node> nodes = random.nextBoolean() ? nodes(random, 400, 3) : nodes(random, 5, 1_500);
            List<List<Node>> pieces = Chunks.of(nodes, Limits.general().send());
            assertThat(pieces).allMatch(piece -> size(piece) <= 500);
            assertThat(pieces.stream().flatMap(piece -> cells(piece).stream()).toList())
                    .isEqualTo(cells(nodes));
            if (size(nodes) <= 500) {
                assertThat(pieces).singleElement().isSameAs(nodes);
            }
        }
    }

    private static List<Node> nodes(SplittableRandom random, int most, int mostKeys) {
        return random.ints(random.nextInt(1, most + 1), 0, mostKeys + 1)
                .mapToObj(keys -> node("s" + keys, keys))
                .toList();
    }

    private static int size(List<Node> nodes) {
        return nodes.size() + nodes.stream().mapToInt(Node::size).sum();
    }

    private static List<String> cells(List<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> node.size() == 0
                        ? Stream.of(node.soul())
                        : IntStream.range(0, node.size())
                                .mapToObj(i ->
                                        node.soul() + " " + node.key(i) + " " + node.value(i) + " " + node.state(i)))
                .toList();
    }

    private static Node node(String soul, int keys) {
        Node.Builder node = Node.builder(soul);
        for (int i = 0; i < keys; i++) {
            node.add("k" + i, new GunValue.Num(i), 5);
        }
        return node.build();
    }

    @Test
    @DisplayName("is cut where its values reach 512 KiB, unless a single one is larger")
    @AtBound("send.putMessageBytes")
    void cutByBytes() {
        SendLimits limits = Limits.general().send();
        int half = limits.putMessageBytes() / 2;
        assertThat(Chunks.of(List.of(texts(half * 99 / 100, half * 99 / 100)), limits))
                .hasSize(1);
        assertThat(Chunks.of(List.of(texts(half * 101 / 100, half * 101 / 100, 1)), limits))
                .extracting(ChunksTest::size)
                .containsExactly(3, 2);
        assertThat(Chunks.of(List.of(texts(4 * half, 4 * half)), limits)).hasSize(2);
    }

    private static Node texts(int... lengths) {
        Node.Builder node = Node.builder("s");
        for (int i = 0; i < lengths.length; i++) {
            node.add("k" + i, new GunValue.Text("x".repeat(lengths[i])), 5);
        }
        return node.build();
    }

    @Test
    @DisplayName("goes to a relay in several messages, and is stored when the relay has acked the last of them")
    void stored() {
        List<String> ids = write("a", 1_200);
        assertThat(ids).hasSize(3);
        for (String id : ids) {
            assertThat(neighbor.writes).isEmpty();
            relay.says("{'#':'ack of " + id + "','@':'" + id + "','ok':true}");
        }
        assertThat(neighbor.writes).containsExactly("stored");
    }

    @Test
    @DisplayName("fails once, when the relay refuses one of its messages or is silent about one")
    void refused() {
        List<String> ids = write("a", 1_200);
        relay.says("{'#':'ack1','@':'" + ids.get(1) + "','err':'no'}");
        relay.says("{'#':'ack2','@':'" + ids.get(0) + "','ok':true}");
        relay.says("{'#':'ack3','@':'" + ids.get(2) + "','err':'never'}");
        relay.says("{'#':'ack4','@':'" + write("b", 600).get(1) + "','ok':true}");
        time.pass(9_001);
        assertThat(neighbor.writes)
                .containsExactly("refused: no", "failed: no relay acknowledged the write within 9000 ms");
    }

    @Test
    @DisplayName("is sent again over a new connection as far as it was not acked")
    void again() {
        List<String> ids = write("a", 1_200);
        relay.says("{'#':'ack1','@':'" + ids.get(0) + "','ok':true}");
        relay.leaves();
        ScriptedNeighbor second = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        assertThat(ids(second.hearsWithIds())).containsExactly(ids.get(1), ids.get(2));
    }

    @Test
    @DisplayName("is passed on in several messages; the ack of the last one goes back to its author")
    void passedOn() {
        SimulatedPeer ours = new SimulatedPeer(time, 2, MeshOptions.general(), false);
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(ours.mesh, "alice");
        ScriptedNeighbor bob = ScriptedNeighbor.dialing(ours.mesh, "bob");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        bob.hears();
        String states =
                IntStream.range(0, 1_200).mapToObj(i -> "'k" + i + "':5").collect(Collectors.joining(","));
        String values =
                IntStream.range(0, 1_200).mapToObj(i -> ",'k" + i + "':1").collect(Collectors.joining());
        alice.says("{'#':'p1','ok':{'@':9,'/':1},'put':{'a':{'_':{'#':'a','>':{" + states + "}}" + values + "}}}");
        alice.hears();
        List<String> ids = ids(bob.hearsWithIds());
        assertThat(ids).hasSize(3).doesNotContain("p1");
        ids.forEach(id -> bob.says("{'#':'ack of " + id + "','@':'" + id + "','ok':{'':1}}"));
        assertThat(alice.hearsWithIds()).containsExactly("{'#':'ack of " + ids.get(2) + "','@':'p1','ok':{'':1}}");
    }

    /** Writes a node of so many keys, and returns the ids of the messages in which it goes to the relay. */
    private List<String> write(String soul, int keys) {
        neighbor.write(node(soul, keys));
        return ids(relay.hearsWithIds());
    }

    private static List<String> ids(List<String> messages) {
        List<String> ids = new ArrayList<>();
        for (String message : messages) {
            if (message.contains("'put':")) {
                ids.add(message.substring(6, message.indexOf('\'', 6)));
            }
        }
        return ids;
    }
}
