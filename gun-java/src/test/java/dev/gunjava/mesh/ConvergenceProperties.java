package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Peers converge")
class ConvergenceProperties {

    private static final int PEERS = 4;
    private static final int SOULS = 5;
    private static final int KEYS = 4;

    @Test
    @DisplayName("to one graph, that of HAM, whatever they write while links are cut and clocks are wrong")
    void partitionsAndSkew() {
        Seeded.runs(20, ConvergenceProperties::scenario);
    }

    private static void scenario(SplittableRandom random) {
        VirtualTime time = new VirtualTime();
        SimulatedPeer relay = new SimulatedPeer(time, random.nextLong(), MeshOptions.general(), false);
        List<SimulatedPeer> peers = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            long skew = random.nextInt(-2_000, 2_000);
            peers.add(new SimulatedPeer(time, time.skewed(skew), random.nextLong(), MeshOptions.general(), true));
        }
        peers.forEach(peer -> watchAll(peer));
        peers.forEach(peer -> peer.dial(relay));
        Map<String, Map<String, Node>> expected = new HashMap<>();

        for (int i = 0; i < 1_000; i++) {
            SimulatedPeer peer = peers.get(random.nextInt(PEERS));
            if (random.nextInt(20) == 0) {
                flip(peer, relay);
            }
            Node write = Node.of(
                    "soul" + random.nextInt(SOULS),
                    "key" + random.nextInt(KEYS),
                    Values.any(random),
                    random.nextInt(4) == 0 ? 1_600_000_000_000d + random.nextInt(3) : peer.mesh.nextState());
            expect(expected, write);
            peer.write(write);
            time.pass(random.nextInt(20));
        }
        peers.forEach(peer -> reconnect(peer, relay));
        time.pass(60_000);

        Map<String, Node> ham = new TreeMap<>();
        expected.forEach((soul, cells) -> {
            Node.Builder node = Node.builder(soul);
            new TreeMap<>(cells).forEach((key, cell) -> node.add(key, cell.value(0), cell.state(0)));
            ham.put(soul, node.build());
        });
        assertThat(relay.graph()).isEqualTo(ham);
        for (SimulatedPeer peer : peers) {
            assertThat(peer.graph()).isEqualTo(ham);
        }
    }

    private static void watchAll(SimulatedPeer peer) {
        for (int i = 0; i < SOULS; i++) {
            peer.watch("soul" + i, part -> {});
        }
    }

    private static void flip(SimulatedPeer peer, SimulatedPeer relay) {
        if (peer.isConnectedTo(relay)) {
            peer.disconnect(relay);
        } else {
            peer.dial(relay);
        }
    }

    private static void reconnect(SimulatedPeer peer, SimulatedPeer relay) {
        if (!peer.isConnectedTo(relay)) {
            peer.dial(relay);
        }
    }

    private static void expect(Map<String, Map<String, Node>> expected, Node write) {
        expected.computeIfAbsent(write.soul(), soul -> new HashMap<>()).merge(write.key(0), write, (known, next) -> {
            GunValue value = next.value(0);
            return Ham.decide(Double.MAX_VALUE, next.state(0), value, known.state(0), known.value(0))
                            == Ham.Decision.MERGE
                    ? next
                    : known;
        });
    }
}
