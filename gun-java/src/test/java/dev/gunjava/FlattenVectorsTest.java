package dev.gunjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("What is put becomes the graph that gun.js makes of it")
class FlattenVectorsTest {

    private static final Pattern INVALID = Pattern.compile("Invalid data: \\S+.* at (.+?)\\.?");
    private static final String ROOT = "Data at root of graph must be a node (an object).";

    private static final String NO_NODE = "Only a node can be linked";

    private record Point(int x) {}

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Vectors.cases("flatten.json").stream()
                .map(one -> DynamicTest.dynamicTest(one.get("id") + " " + one.get("js"), () -> check(one)));
    }

    private static void check(Map<String, @Nullable Object> one) throws Exception {
        String js = String.valueOf(one.get("js"));
        try (Gun gun = Gun.builder().open()) {
            if (js.contains("get('')")) {
                checkEmptyKey(gun, js);
                return;
            }
            List<Ack> acks;
            try {
                acks = Script.run(gun, js);
            } catch (Script.OnlyInJavaScript e) {
                checkObjects(gun);
                return;
            }
            Map<String, Map<String, String>> graph = graph(gun, js);
            assertThat(graph).isEqualTo(graph(Vectors.object(one.get("graph"))));
            checkAcks(acks, Vectors.list(one.get("logged")));
        }
    }

    /** The rule in Java: an empty key or soul is a fault of the program, not a way to get a random one. */
    private static void checkEmptyKey(Gun gun, String js) throws Exception {
        assertThatThrownBy(() -> Script.run(gun, js)).isInstanceOf(IllegalArgumentException.class);
        assertThat(graph(gun, js)).isEmpty();
    }

    /**
     * The rule in Java, which has neither prototypes nor plain objects: a record becomes a node, whatever else is
     * neither map nor value is refused; and a place is named by its path alone, not by an argument of the write.
     */
    private static void checkObjects(Gun gun) throws Exception {
        assertThat(gun.get("a").put(new Point(1)).get(10, TimeUnit.SECONDS)).isEqualTo(new Ack.Stored());
        assertThat(graph(gun, "")).isEqualTo(Map.of("a", Map.of("x", "1@s0")));
        assertThat(gun.get("a").get("y").put(new Object()).get(10, TimeUnit.SECONDS))
                .isEqualTo(new Ack.Refused("Invalid data: Object at a.y"));
        assertThat(gun.get("a").put(1).get(10, TimeUnit.SECONDS)).isEqualTo(new Ack.Refused(ROOT));
    }

    /** The kind may have another name in Java; the path has the same ends, though gun.js may err in its middle. */
    private static void checkAcks(List<Ack> acks, List<@Nullable Object> logged) {
        List<String> reasons = new ArrayList<>();
        for (Object line : logged) {
            Matcher invalid = INVALID.matcher(String.valueOf(line));
            if (invalid.matches()) {
                String path = invalid.group(1);
                reasons.add("Invalid data: .+ at " + Pattern.quote(path.replaceFirst("\\..*", ""))
                        + (path.contains(".") ? "\\..+" : ""));
            } else if (String.valueOf(line).startsWith(NO_NODE)) {
                reasons.add(NO_NODE + ".+");
            } else if (line.equals(ROOT)) {
                reasons.add(Pattern.quote(ROOT));
            }
        }
        if (reasons.isEmpty()) {
            assertThat(acks)
                    .allMatch(ack -> ack instanceof Ack.Stored
                            || (ack instanceof Ack.Refused refused
                                    && refused.reason().contains("metadata")));
            return;
        }
        for (String reason : reasons) {
            assertThat(acks).anySatisfy(ack -> assertThat(ack)
                    .isInstanceOfSatisfying(Ack.Refused.class, refused -> assertThat(refused.reason())
                            .matches(reason)));
        }
    }

    /** The recorded graph: each value as its text and the rank of its state among those that were not overwritten. */
    private static Map<String, Map<String, String>> graph(Map<String, @Nullable Object> recorded) {
        SortedSet<Integer> ranks = new TreeSet<>();
        recorded.values().forEach(node -> states(node).values().forEach(state -> ranks.add(rank(state))));
        Map<String, Map<String, String>> graph = new TreeMap<>();
        recorded.forEach(
                (soul, node) -> states(node).forEach((key, state) -> graph.computeIfAbsent(soul, s -> new TreeMap<>())
                        .put(
                                key,
                                Vectors.text(Vectors.object(node).get(key)) + "@s"
                                        + ranks.headSet(rank(state)).size())));
        return graph;
    }

    private static Map<String, @Nullable Object> states(@Nullable Object node) {
        return Vectors.object(Vectors.object(Vectors.object(node).get("_")).get(">"));
    }

    private static int rank(@Nullable Object state) {
        return Integer.parseInt(String.valueOf(state).substring(1));
    }

    /** Our graph in the same form, with states and random names numbered in the order in which they were made. */
    private static Map<String, Map<String, String>> graph(Gun gun, String js) throws Exception {
        CompletableFuture<List<Node>> snapshot = gun.compute((mesh, result) -> result.accept(mesh.snapshot()));
        List<Node> nodes = snapshot.get(10, TimeUnit.SECONDS);
        List<Double> states = new ArrayList<>(new TreeSet<>(nodes.stream()
                .flatMap(node -> node.keys().stream().map(node::state))
                .toList()));
        List<String> random = new ArrayList<>();
        for (double state : states) {
            for (Node node : nodes) {
                noteRandom(node.soul().replaceFirst("/.*", ""), js, random);
                node.keys().stream()
                        .filter(key -> node.state(key) == state)
                        .forEach(key -> noteRandom(key, js, random));
            }
        }
        Map<String, Map<String, String>> graph = new TreeMap<>();
        for (Node node : nodes) {
            for (String key : node.keys()) {
                GunValue value = node.value(key);
                graph.computeIfAbsent(numbered(node.soul(), random), s -> new TreeMap<>())
                        .put(
                                numbered(key, random),
                                numbered(value == null ? "" : value.json(), random) + "@s"
                                        + states.indexOf(node.state(key)));
            }
        }
        return graph;
    }

    private static void noteRandom(String name, String js, List<String> random) {
        String now = Long.toString(System.currentTimeMillis(), 36).substring(0, 4);
        if (name.startsWith(now) && !js.contains(name) && !random.contains(name)) {
            random.add(name);
        }
    }

    private static String numbered(String text, List<String> random) {
        String numbered = text;
        for (int i = 0; i < random.size(); i++) {
            numbered = numbered.replace(random.get(i), "uuid" + (i + 1));
        }
        return numbered;
    }
}
