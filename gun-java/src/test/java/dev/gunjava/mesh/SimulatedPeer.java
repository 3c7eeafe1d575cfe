package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A real mesh in virtual time, joined to others by links that take their time, deliver some frames twice or in another
 * order, and can be cut.
 */
final class SimulatedPeer {

    /** One frame in this many is delivered twice. */
    private static final int TWICE = 10;

    /** How often it does what is due. */
    static final int TICK_MILLIS = 5;

    private final VirtualTime time;
    private final TimeSource clock;
    private final SplittableRandom random;
    final Mesh mesh;
    final List<String> writes = new ArrayList<>();

    /** How many bytes it has sent. */
    long bytesSent;

    private final Map<SimulatedPeer, End> ends = new HashMap<>();

    SimulatedPeer(VirtualTime time, long seed, MeshOptions options, boolean dials) {
        this(time, time, seed, options, dials);
    }

    SimulatedPeer(VirtualTime time, TimeSource clock, long seed, MeshOptions options, boolean dials) {
        this.time = time;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        this.mesh = new Mesh(options, dials, clock, new SplittableRandom(seed + 1));
        tick();
    }

    private void tick() {
        mesh.advance();
        mesh.flush();
        time.after(TICK_MILLIS, this::tick);
    }

    /** One end of a link: what this side sends is read by the other. */
    private final class End implements Connection {
        private final SimulatedPeer other;
        private final boolean dialed;
        private final Budget.Account account = mesh.budget().open(null, this::cut);
        private final Outbox outbox =
                new Outbox(1 << 30, Limits.general().send().answerBytes(), account.of(Budget.Use.UNSENT));
        private final FrameReader reader =
                new FrameReader(Limits.general().client().frames(), random);
        private boolean cut;

        End(SimulatedPeer other, boolean dialed) {
            this.other = other;
            this.dialed = dialed;
        }

        private void cut(String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public boolean dialed() {
            return dialed;
        }

        @Override
        public Budget.Account account() {
            return account;
        }

        @Override
        public boolean hasRoom() {
            return outbox.hasRoom();
        }

        @Override
        public String name() {
            return "to " + other.mesh.pid();
        }

        @Override
        public void answer(EncodedMessage message) {
            outbox.answer(message);
        }

        @Override
        public void tell(EncodedMessage message, int receivers) {
            outbox.tell(message, receivers);
        }

        @Override
        public void flush() {
            for (Outbox.Outgoing frame = outbox.nextFrame(); frame != null; frame = outbox.nextFrame()) {
                byte[] bytes = frame.encode();
                outbox.sent(frame);
                bytesSent += bytes.length;
                for (int times = random.nextInt(TWICE) == 0 ? 2 : 1; times > 0; times--) {
                    time.after(1 + random.nextInt(5), () -> arrive(bytes));
                }
            }
            if (outbox.takeRoomNotice()) {
                time.after(0, () -> mesh.roomFor(this));
            }
        }

        private void arrive(byte[] bytes) {
            if (!cut) {
                other.mesh.received(
                        other.ends.get(SimulatedPeer.this), reader.read(new String(bytes, StandardCharsets.UTF_8)));
                other.mesh.flush();
            }
        }

        @Override
        public void taken(long weight) {}

        @Override
        public void closeRedundant(String reason) {
            disconnect(other);
        }

        @Override
        public boolean closedInOrder() {
            return false;
        }

        @Override
        public void reachedAnotherWay(boolean is) {}

        @Override
        public void close(int code, String reason) {
            disconnect(other);
        }
    }

    /** Dials another peer; the link is up at once. */
    void dial(SimulatedPeer relay) {
        ends.put(relay, new End(relay, true));
        relay.ends.put(this, relay.new End(this, false));
        mesh.connected(ends.get(relay));
        relay.mesh.connected(relay.ends.get(this));
        mesh.flush();
        relay.mesh.flush();
    }

    /** Cuts the link to another peer; what is under way is lost. */
    void disconnect(SimulatedPeer other) {
        End mine = ends.remove(other);
        End theirs = other.ends.remove(this);
        if (mine != null && theirs != null) {
            mine.cut = true;
            theirs.cut = true;
            mesh.disconnected(mine);
            other.mesh.disconnected(theirs);
        }
    }

    boolean isConnectedTo(SimulatedPeer other) {
        return ends.containsKey(other);
    }

    /** Writes one key with the next state of this peer's clock. */
    void write(String soul, String key, GunValue value) {
        write(Node.of(soul, key, value, mesh.nextState()));
    }

    void write(Node node) {
        write(List.of(node));
    }

    void write(List<Node> nodes) {
        mesh.write(nodes, new WriteListener() {
            @Override
            public void stored() {
                writes.add("stored");
            }

            @Override
            public void refused(String reason) {
                writes.add("refused: " + reason);
            }

            @Override
            public void failed(String reason) {
                writes.add("failed: " + reason);
            }
        });
        mesh.flush();
    }

    /** Watches a soul, as a program does. */
    void watch(String soul, Watcher watcher) {
        mesh.watch(soul, null, watcher);
        mesh.flush();
    }

    /** Looks for a soul, as a program does. */
    void find(String soul) {
        mesh.find(soul, null, new Finder() {
            @Override
            public boolean isPatient() {
                return false;
            }

            @Override
            public void answered() {}

            @Override
            public void timedOut() {}
        });
        mesh.flush();
    }

    /** The graph, in an order that can be compared. */
    Map<String, Node> graph() {
        Map<String, Node> graph = new TreeMap<>();
        mesh.snapshot().forEach(node -> graph.put(node.soul(), node));
        return graph;
    }

    TimeSource clock() {
        return clock;
    }
}
