package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Vectors;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.FrameReader;
import dev.gunjava.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Range reads")
class LexVectorsTest {

    /** Where gun.js is plainly broken, what is sensible instead: soul and keys. */
    private static final Map<Integer, String> SENSIBLE = Map.ofEntries(
            // the prefix and the bound both hold
            Map.entry(46, "{log=[2020-01-02, 2020-01-03, 2020-02-01]}"),
            // a prefix that is a whole key too still is a prefix
            Map.entry(51, "{nums=[1, 10, 100]}"),
            Map.entry(25, "{az=[ab]}"),
            // souls keep their names, one item without a budget, bounds inclusive
            Map.entry(60, "{post/1=[t]}"),
            Map.entry(61, "{post/1=[t], post/10=[t], post/2=[t]}"),
            Map.entry(63, "{a=[v], aa=[v], ab=[v]}"),
            // a get of nothing is no way to read the database
            Map.entry(68, "{}"),
            Map.entry(70, "{}"),
            Map.entry(71, "{}"),
            // an answer, where gun.js has stopped answering
            Map.entry(79, "{az=[A, Z, a, aa, ab, b, ba, c, \u00e9, \u6f22]}"));

    private static final FrameReader READER =
            new FrameReader(Limits.general().client().frames(), new SplittableRandom(1));

    @TestFactory
    Stream<DynamicTest> vectors() {
        String data = Vectors.text(Vectors.member("lex.json", "data"));
        return Vectors.cases("lex.json").stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.get("id") + " " + Vectors.text(one.get("get")), () -> check(one, data)));
    }

    private static void check(Map<String, @Nullable Object> one, String data) {
        Mesh mesh = new Mesh(MeshOptions.general(), false, new VirtualTime(), new SplittableRandom(1));
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        alice.saysRaw("{\"#\":\"dataz\",\"put\":" + data + "}");
        assertThat(alice.hears()).singleElement().asString().contains("'ok'");

        alice.saysRaw("{\"#\":\"getz\",\"get\":" + Vectors.text(one.get("get")) + "}");

        List<String> answers = alice.hearsRaw();
        assertThat(answers).as("every get is answered").isNotEmpty();
        int id = ((Double) one.get("id")).intValue();
        assertThat(keys(answers)).isEqualTo(SENSIBLE.getOrDefault(id, recorded(one)));
    }

    private static String keys(List<String> answers) {
        Map<String, TreeSet<String>> keys = new TreeMap<>();
        for (String answer : answers) {
            for (Message message : READER.read(answer).messages()) {
                if (message instanceof Message.Reply reply) {
                    for (Node node : reply.nodes()) {
                        keys.computeIfAbsent(node.soul(), soul -> new TreeSet<>())
                                .addAll(node.keys());
                    }
                }
            }
        }
        return keys.toString();
    }

    /** What gun.js answered while the data was fresh, its invented souls set right. */
    private static String recorded(Map<String, @Nullable Object> one) {
        Map<String, TreeSet<String>> keys = new TreeMap<>();
        for (Object reply : Vectors.list(Vectors.object(one.get("warm")).get("replies"))) {
            if (Vectors.object(reply).get("put") instanceof Map<?, ?> graph) {
                graph.forEach((soul, names) -> keys.computeIfAbsent(
                                String.valueOf(soul).replaceFirst("^undefined", ""), s -> new TreeSet<>())
                        .addAll(Vectors.list(names).stream()
                                .map(String::valueOf)
                                .collect(Collectors.toSet())));
            }
        }
        return keys.toString();
    }
}
