package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Vectors;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.FrameReader;
import dev.gunjava.wire.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays what real gun.js clients said to a real gun.js relay. Timing, ids and the cut of frames are ours to choose;
 * what ends up in the graph, and what each client learns, is not.
 */
@DisplayName("In place of a gun.js relay")
class FramesVectorsTest {

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Vectors.cases("frames.json").stream()
                .map(one -> DynamicTest.dynamicTest(String.valueOf(one.get("name")), () -> new Replay(one).run()));
    }

    /** One recorded scenario, played to a mesh. */
    private static final class Replay {
        private final Map<String, @Nullable Object> scenario;
        private final VirtualTime time = new VirtualTime();
        private final Mesh mesh = new Mesh(MeshOptions.general(), false, time, new SplittableRandom(1));
        private final FrameReader reader =
                new FrameReader(Limits.general().client().frames(), new SplittableRandom(2));
        private final Map<String, ScriptedNeighbor> clients = new LinkedHashMap<>();
        private final Map<String, Client> said = new HashMap<>();
        private final Map<String, Node> expected = new TreeMap<>();
        private double now;

        /** What was exchanged with one client, by the recording and by us. */
        private static final class Client {
            private final Set<String> gets = new HashSet<>();
            private final Set<String> puts = new HashSet<>();
            private final Set<String> asked = new HashSet<>();
            private final Map<String, Node> wrote = new HashMap<>();
            private final Map<String, Node> learntThen = new HashMap<>();
            private final Map<String, Node> learntNow = new HashMap<>();
            private final Set<String> answeredNow = new HashSet<>();
            private final Set<String> ackedNow = new HashSet<>();
        }

        Replay(Map<String, @Nullable Object> scenario) {
            this.scenario = scenario;
        }

        void run() {
            for (Object line : Vectors.list(scenario.get("frames"))) {
                play(Vectors.object(line));
            }
            pass(500);
            listen();
            checkGraph();
            said.forEach((name, client) -> check(name, client));
        }

        private void play(Map<String, @Nullable Object> line) {
            if (!(line.get("conn") instanceof String name)) {
                return;
            }
            if (line.get("t") instanceof Double at && at > now) {
                pass((long) (at - now));
                now = at;
            }
            if ("client-closed".equals(line.get("event")) && clients.containsKey(name)) {
                listen();
                clients.remove(name).leaves();
            } else if (line.get("frame") instanceof String frame) {
                boolean toRelay = String.valueOf(line.get("dir")).startsWith("client");
                Client client = said.computeIfAbsent(name, n -> new Client());
                if (toRelay) {
                    ScriptedNeighbor neighbor = clients.computeIfAbsent(name, n -> ScriptedNeighbor.dialing(mesh, n));
                    listen();
                    neighbor.saysRaw(frame);
                    reader.read(frame).messages().forEach(message -> sent(client, message, frame));
                } else {
                    reader.read(frame)
                            .messages()
                            .forEach(message -> heard(message, client.learntThen, new HashSet<>()));
                }
            }
        }

        private void pass(long millis) {
            for (long i = 0; i < Math.min(millis, 1_000); i++) {
                time.pass(1);
                mesh.advance();
            }
        }

        /** Takes in what our mesh has said so far. */
        private void listen() {
            clients.forEach((name, neighbor) -> {
                Client client = said.computeIfAbsent(name, n -> new Client());
                for (String text : neighbor.hearsRaw()) {
                    for (Message message : reader.read(text).messages()) {
                        heard(message, client.learntNow, client.ackedNow);
                        if (message instanceof Message.Reply reply) {
                            client.answeredNow.add(reply.to());
                        }
                    }
                }
            });
        }

        private void sent(Client client, Message message, String frame) {
            if (message instanceof Message.Put put && isInTime(put.nodes())) {
                if (frame.contains(put.id())) { // else it came without one
                    client.puts.add(put.id());
                }
                put.nodes().forEach(node -> merge(expected, node));
                put.nodes().forEach(node -> merge(client.wrote, node));
            } else if (message instanceof Message.Reply reply) {
                reply.nodes().forEach(node -> merge(expected, node));
                reply.nodes().forEach(node -> merge(client.wrote, node));
            } else if (message instanceof Message.Get get) {
                client.asked.add(String.valueOf(get.soul().exact()));
                if (get.hash() == null) {
                    client.gets.add(get.id());
                }
            }
        }

        private boolean isInTime(List<Node> nodes) {
            return nodes.stream().noneMatch(node -> Stream.iterate(0, i -> i < node.size(), i -> i + 1)
                    .anyMatch(i -> node.state(i) > time.wallMillis()));
        }

        private static void heard(Message message, Map<String, Node> learnt, Set<String> acked) {
            if (message instanceof Message.Put put) {
                put.nodes().forEach(node -> merge(learnt, node));
            } else if (message instanceof Message.Reply reply) {
                reply.nodes().forEach(node -> merge(learnt, node));
            } else if (message instanceof Message.Ack ack && ack.error() == null) {
                acked.add(ack.to());
            }
        }

        /** Merges by HAM, key by key, under names that hold both soul and key. */
        private static void merge(Map<String, Node> cells, Node node) {
            for (int i = 0; i < node.size(); i++) {
                Node cell = Node.of(node.soul(), node.key(i), node.value(i), node.state(i));
                cells.merge(
                        node.soul() + " . " + node.key(i),
                        cell,
                        (known, next) -> Ham.decide(
                                                Double.MAX_VALUE,
                                                next.state(0),
                                                next.value(0),
                                                known.state(0),
                                                known.value(0))
                                        .stores()
                                ? next
                                : known);
            }
        }

        private void checkGraph() {
            Map<String, Node> graph = new TreeMap<>();
            mesh.snapshot().forEach(node -> merge(graph, node));
            assertThat(graph).as("the graph, by HAM").isEqualTo(expected);
        }

        private void check(String name, Client client) {
            if (name.startsWith("R") || name.startsWith("P") || name.startsWith("Q")) {
                return; // a link between the relays of the recording, which are one here
            }
            assertThat(client.answeredNow).as("gets of %s", name).containsAll(client.gets);
            assertThat(client.ackedNow).as("acks to %s", name).containsAll(client.puts);
            List<String> missing = new ArrayList<>();
            client.learntThen.forEach((cell, node) -> {
                boolean asked = client.asked.contains(node.soul()); // a gun.js relay without AXE tells everybody all
                if (asked && !node.equals(client.wrote.get(cell)) && !node.equals(client.learntNow.get(cell))) {
                    missing.add(cell);
                }
            });
            assertThat(missing)
                    .as("what %s learnt from gun.js and not from us", name)
                    .isEmpty();
        }
    }
}
