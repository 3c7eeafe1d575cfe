package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Five peers and two relays in virtual time: what the peers write at random, and what comes of it. Their clocks are up
 * to two seconds wrong, frames are delivered twice and out of order, and every link is cut now and then, the one
 * between the relays too; then the peers go on writing, and send again what was lost when it is back.
 */
public final class RandomMesh {

    /** How many puts there are in all. */
    public static final int WRITES = 1_000;

    private static final int PEERS = 5;
    private static final int SOULS = 5;
    private static final String[] KEYS = {"key", "10", "9", "Über", "\ud83d\ude00"};
    private static final int SKEW_MILLIS = 2_000;

    /** In the past, so that a gun.js, which knows the clock of the machine alone, merges states of then at once. */
    private static final long START = 1_750_000_000_000L;

    private static final double LONG_AGO = 1_600_000_000_000d;

    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime(START);
    private final List<SimulatedPeer> relays = new ArrayList<>();
    private final List<SimulatedPeer> peers = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<List<Node>> writes = new ArrayList<>();

    private record Link(SimulatedPeer from, SimulatedPeer to) {
        void flip() {
            if (from.isConnectedTo(to)) {
                from.disconnect(to);
            } else {
                from.dial(to);
            }
        }

        void mend() {
            if (!from.isConnectedTo(to)) {
                from.dial(to);
            }
        }
    }

    private RandomMesh(SplittableRandom random) {
        this.random = random;
        relays.add(new SimulatedPeer(time, random.nextLong(), MeshOptions.general(), false));
        relays.add(new SimulatedPeer(time, random.nextLong(), MeshOptions.general(), true));
        links.add(new Link(relays.get(1), relays.get(0)));
        for (int i = 0; i < PEERS; i++) {
            long skew = random.nextInt(-SKEW_MILLIS, SKEW_MILLIS);
            SimulatedPeer peer =
                    new SimulatedPeer(time, time.skewed(skew), random.nextLong(), MeshOptions.general(), true);
            peers.add(peer);
            links.add(new Link(peer, relays.get(i % relays.size())));
        }
        links.add(new Link(peers.get(0), relays.get(1)));
    }

    /**
     * What came of a run.
     *
     * @param writes what was written, put by put, in order
     * @param ham the graph that HAM makes of the writes, by soul, with sorted keys
     * @param graphs what each peer and relay had in the end, by its name and by soul
     */
    public record Outcome(List<List<Node>> writes, Map<String, Node> ham, Map<String, Map<String, Node>> graphs) {}

    /** Lets the peers write until all has been said and heard. */
    public static Outcome run(SplittableRandom random) {
        return new RandomMesh(random).run();
    }

    private Outcome run() {
        peers.forEach(RandomMesh::watchAll);
        links.forEach(Link::mend);
        for (int i = 0; i < WRITES; i++) {
            if (random.nextInt(20) == 0) {
                links.get(random.nextInt(links.size())).flip();
            }
            SimulatedPeer peer = peers.get(random.nextInt(PEERS));
            List<Node> write = write(peer);
            writes.add(write);
            peer.write(write);
            time.pass(random.nextInt(20));
        }
        links.forEach(Link::mend);
        time.pass(30_000);

        Map<String, Map<String, Node>> graphs = new LinkedHashMap<>();
        for (int i = 0; i < relays.size(); i++) {
            graphs.put("relay " + i, relays.get(i).graph());
        }
        for (int i = 0; i < PEERS; i++) {
            graphs.put("peer " + i, peers.get(i).graph());
        }
        return new Outcome(writes, ham(), graphs);
    }

    private static void watchAll(SimulatedPeer peer) {
        for (int i = 0; i < SOULS; i++) {
            peer.watch("soul" + i, part -> {});
        }
    }

    /** One or two nodes with some keys each; or, one time in ten, what somebody has written before. */
    private List<Node> write(SimulatedPeer peer) {
        if (!writes.isEmpty() && random.nextInt(10) == 0) {
            return writes.get(random.nextInt(writes.size()));
        }
        double state = state(peer);
        List<Node> nodes = new ArrayList<>();
        int soul = random.nextInt(SOULS);
        nodes.add(node("soul" + soul, state));
        if (random.nextInt(4) == 0) {
            nodes.add(node("soul" + (soul + 1) % SOULS, state));
        }
        return nodes;
    }

    private Node node(String soul, double state) {
        Node.Builder node = Node.builder(soul);
        int first = random.nextInt(KEYS.length);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            node.add(KEYS[(first + i) % KEYS.length], Values.any(random), state);
        }
        return node.build();
    }

    /** Mostly the peer's own next state; also one that others have used, and one that lies ahead of all clocks. */
    private double state(SimulatedPeer peer) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> LONG_AGO + random.nextInt(3);
            case 2 -> peer.clock().wallMillis() + random.nextInt(2 * SKEW_MILLIS);
            default -> peer.mesh.nextState();
        };
    }

    private Map<String, Node> ham() {
        Map<String, TreeMap<String, Node>> cells = new TreeMap<>();
        for (List<Node> write : writes) {
            for (Node node : write) {
                for (int i = 0; i < node.size(); i++) {
                    cells.computeIfAbsent(node.soul(), soul -> new TreeMap<>())
                            .merge(
                                    node.key(i),
                                    Node.of(node.soul(), node.key(i), node.value(i), node.state(i)),
                                    RandomMesh::winner);
                }
            }
        }
        Map<String, Node> ham = new TreeMap<>();
        cells.forEach((soul, byKey) -> {
            Node.Builder node = Node.builder(soul);
            byKey.forEach((key, cell) -> node.add(key, cell.value(0), cell.state(0)));
            ham.put(soul, node.build());
        });
        return ham;
    }

    private static Node winner(Node known, Node next) {
        GunValue value = next.value(0);
        return Ham.decide(Double.MAX_VALUE, next.state(0), value, known.state(0), known.value(0))
                        .stores()
                ? next
                : known;
    }
}
