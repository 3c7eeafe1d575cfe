package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.StateClock;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.mesh.Neighbor.Fault;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.MessageIds;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of a peer, relay or client alike: takes in frames of neighbors and calls of the program, and decides what
 * is merged, answered and sent on. It does no I/O, starts no thread and never looks at a clock but the one it is given,
 * so that thousands of peers can be simulated in one test.
 *
 * <p>One thread at a time may use it; {@link MeshLoop} sees to that, and whichever has the turn is the thread of the mesh.
 * Everything within the package that says it is owned by the thread of the mesh is reached through this class alone.
 */
public final class Mesh {

    private static final Logger log = LoggerFactory.getLogger(Mesh.class);

    private static final int DEDUP_CAPACITY = 100_000;
    private static final long DEDUP_MILLIS = 9_000;

    /** What part of the graph's bound its nodes may take once more as text. */
    private static final int REPLIES_SHARE = 8;

    private static final long EXPIRY_SWEEP_MILLIS = 5_000;

    private final MeshOptions options;
    private final String pid;
    private final StateClock clock;
    private final MemoryGraph graph;
    private final Counters counters = new Counters();
    private final Timers timers;
    private final Neighbors neighbors = new Neighbors();
    private final Dedup dedup = new Dedup(DEDUP_CAPACITY, DEDUP_MILLIS);
    private final ResendBacklog resendBacklog = new ResendBacklog();
    private final Subscriptions subscriptions;
    private final Sender sender;
    private final Admission admission;
    private final Lookups lookups;
    private final Gets gets;
    private final Puts puts;
    private final LocalClient localClient;
    private final Handshakes handshakes;
    private final @Nullable NodePager pager;

    /**
     * A mesh without neighbors, whose graph is in memory, and whose nonces are as hard to predict as its ids.
     *
     * @param dials whether there are relays to dial, so that it is worth waiting for one
     */
    public Mesh(MeshOptions options, boolean dials, TimeSource time, RandomGenerator random) {
        this(options, dials, time, random, new Credentials(random), null, Runnable::run);
    }

    /**
     * A mesh without neighbors, whose graph is in a store. In memory is what was used last.
     *
     * @param dials whether there are relays to dial, so that it is worth waiting for one
     * @param random for ids, which are no secrets
     * @param store the graph, or null to have it in memory alone; the mesh does not close it
     * @param turns runs work on the thread of the mesh, never within the call; the store's answers come back through it
     * @throws IllegalArgumentException if keys are to have a time to live, which a store does not know
     */
    public Mesh(
            MeshOptions options,
            boolean dials,
            TimeSource time,
            RandomGenerator random,
            Credentials credentials,
            @Nullable GraphStore store,
            Executor turns) {
        if (store != null && !options.keep().isZero()) {
            throw new IllegalArgumentException("a graph whose keys are forgotten after a while cannot be stored");
        }
        MessageIds ids = new MessageIds(random);
        Watches watches = new Watches();
        this.options = options;
        this.pid = ids.next();
        this.timers = new Timers(time);
        this.clock = new StateClock(time::wallMillis);
        this.graph = new MemoryGraph(options.graphBytes(), options.keep());
        this.subscriptions = new Subscriptions(options.subscriptions());
        this.pager = store == null ? null : new NodePager(graph, options.graphBytes(), store, turns);
        this.sender = new Sender(ids, neighbors);
        this.admission = new Admission(
                options, graph, clock, timers, counters, pager == null ? this::room : pager::refusal, this::due);
        Answers answers = new Answers(sender, counters);
        Fanout fanout = new Fanout(subscriptions, neighbors, sender);
        this.lookups = new Lookups(
                options.asksNeighbors(), graph, subscriptions, watches, neighbors, answers, sender, dedup, timers);
        EncodedNodeCache encodedNodes =
                new EncodedNodeCache(graph, sender.writer(), options.graphBytes() / REPLIES_SHARE);
        this.gets = new Gets(graph, subscriptions, encodedNodes, answers, lookups);
        this.puts = new Puts(options.acks(), admission, watches, fanout, pager, sender, timers, random, counters);
        this.localClient = new LocalClient(
                dials,
                options.writeBytes(),
                graph,
                admission,
                resendBacklog,
                watches,
                fanout,
                lookups,
                neighbors,
                sender,
                dedup,
                timers,
                pager);
        this.handshakes = new Handshakes(
                pid, credentials, neighbors, subscriptions, lookups, localClient, sender, timers, counters);
        if (graph.expires()) {
            sweepExpired();
        }
    }

    private @Nullable String room(List<Node> nodes) {
        return graph.makeRoom(this::isPinned) ? null : "relay full";
    }

    private boolean isPinned(String soul) {
        return subscriptions.topic(soul) != null || resendBacklog.contains(soul);
    }

    private void due(Node cell, CommitBarrier barrier) {
        puts.due(cell, barrier);
    }

    private void sweepExpired() {
        graph.expire(timers.now());
        timers.after(EXPIRY_SWEEP_MILLIS, this::sweepExpired);
    }

    // --- connections

    /** A connection has come up. */
    public void connected(Connection connection) {
        long now = timers.now();
        Allowance questions = new Allowance(options.questionsPerSecond(), options.questionsAtOnce(), now);
        Neighbor neighbor = neighbors.add(connection, pager == null ? null : pager.newLane(), questions, now);
        if (neighbor.dialed()) {
            lookups.relayUp(neighbor);
            localClient.relayUp(neighbor);
        } else {
            handshakes.greet(neighbor);
            lookups.dialedUp(neighbor);
        }
    }

    /** A connection is gone; what it was subscribed to is forgotten. */
    public void disconnected(Connection connection) {
        Neighbor neighbor = neighbors.remove(connection);
        if (neighbor != null) {
            handshakes.gone(neighbor);
            subscriptions.remove(neighbor);
            puts.gone(neighbor);
            lookups.gone(neighbor);
        }
    }

    /** A frame has come in; {@link Connection#taken()} is called when all of it has been worked through. */
    public void received(Connection connection, Frame frame) {
        Neighbor neighbor = neighbors.of(connection);
        if (neighbor == null) {
            connection.taken();
            return;
        }
        try {
            String error = frame.error();
            if (error != null) {
                counters.unreadableFrames.increment();
                neighbor.complain(Fault.UNREADABLE_FRAME, error);
                sender.send(neighbor, sender.writer().complaint(error));
            }
            for (Message message : frame.messages()) {
                counters.messages.increment();
                if (!dedup.add(message.id(), timers.now())) {
                    counters.duplicates.increment();
                    if (message instanceof Message.Get get) {
                        gets.repeated(neighbor, get);
                    }
                } else if (neighbor.lane == null) {
                    handle(neighbor, message);
                } else if (message instanceof Message.Get get && get.soul().exact() == null) {
                    neighbor.lane.scan(
                            get.soul(),
                            get.key(),
                            get.span().reverse(),
                            (nodes, failure) -> handleScanned(neighbor, get, nodes, failure));
                } else {
                    neighbor.lane.add(
                            souls(message), writes(message), failure -> handleInTurn(neighbor, message, failure));
                }
            }
        } finally {
            if (neighbor.lane == null) {
                connection.taken();
            } else {
                neighbor.lane.add(Set.of(), false, failure -> connection.taken());
            }
        }
    }

    /** The nodes that a message concerns. */
    private static Set<String> souls(Message message) {
        if (message instanceof Message.Put put) {
            return NodePager.souls(put.nodes());
        }
        if (message instanceof Message.Reply reply) {
            return NodePager.souls(reply.nodes());
        }
        String soul = message instanceof Message.Get get ? get.soul().exact() : null;
        return soul == null ? Set.of() : Set.of(soul);
    }

    private static boolean writes(Message message) {
        return message instanceof Message.Put || message instanceof Message.Reply;
    }

    /** Handles a message that may have waited: its sender may be gone, what it concerns unreadable. */
    private void handleInTurn(Neighbor neighbor, Message message, @Nullable String failure) {
        if (failure != null) {
            if (message instanceof Message.Put || message instanceof Message.Get) {
                sender.ack(neighbor, message.id(), failure);
            }
        } else if (!neighbor.isGone() || message instanceof Message.Put) {
            handle(neighbor, message);
        }
    }

    private void handleScanned(Neighbor neighbor, Message.Get get, List<Node> nodes, @Nullable String failure) {
        if (failure != null) {
            sender.ack(neighbor, get.id(), failure);
        } else if (!neighbor.isGone()) {
            gets.handle(neighbor, get, nodes);
        }
    }

    private void handle(Neighbor neighbor, Message message) {
        if (message instanceof Message.Put put) {
            puts.handle(neighbor, put);
        } else if (message instanceof Message.Get get) {
            gets.handle(neighbor, get);
        } else if (message instanceof Message.Reply reply) {
            handleReply(neighbor, reply);
        } else if (message instanceof Message.Ack ack) {
            if (!puts.passBack(neighbor, ack)) {
                localClient.acked(neighbor, ack);
            }
        } else if (message instanceof Message.Hello hello) {
            handshakes.handle(neighbor, hello);
        } else if (message instanceof Message.Malformed malformed) {
            handleMalformed(neighbor, malformed);
        } else if (message instanceof Message.Complaint complaint) {
            log.debug("{} complains: {}", neighbor, complaint.error());
        } else if (message instanceof Message.Unknown unknown) {
            counters.unknown.increment();
            neighbor.complain(Fault.UNKNOWN_MESSAGE, unknown.what());
        }
    }

    private void handleReply(Neighbor neighbor, Message.Reply reply) {
        List<Node> changes = puts.merge(neighbor, reply);
        Set<Neighbor> served = lookups.answered(neighbor, reply);
        puts.publish(changes, Fanout.Cause.reply(reply.id(), neighbor, served));
    }

    private void handleMalformed(Neighbor neighbor, Message.Malformed malformed) {
        counters.malformed.increment();
        neighbor.complain(Fault.MALFORMED_MESSAGE, malformed.reason());
        if (malformed.answerable()) {
            sender.ack(neighbor, malformed.id(), malformed.reason());
        }
    }

    // --- the program's own reads and writes

    /** The next state for a write of our own, in ms since the epoch. */
    public double nextState() {
        return clock.next();
    }

    /** Writes nodes: into our graph at once, to all relays, and to them again until one has acked. */
    public void write(List<Node> nodes, WriteListener listener) {
        localClient.write(nodes, listener);
    }

    /**
     * Watches a node, or one key of it: the watcher is told at once of what is known, then of each change.
     *
     * @param key null for the whole node
     */
    public void watch(String soul, @Nullable String key, Watcher watcher) {
        localClient.watch(new Interest(soul, key), watcher);
    }

    /** Ends a watch. */
    public void unwatch(String soul, @Nullable String key, Watcher watcher) {
        localClient.unwatch(new Interest(soul, key), watcher);
    }

    /**
     * Looks for a node or a key: in the graph if the relays keep us up to date on it, else by asking them, for at most
     * five seconds.
     */
    public void find(String soul, @Nullable String key, Finder finder) {
        localClient.find(new Interest(soul, key), finder);
    }

    /** Whether there were relays and none is connected now, so that nobody can be asked. */
    public boolean isCutOff() {
        return neighbors.lostRelays();
    }

    /** The node as it is known here, or null. */
    public @Nullable Node node(String soul) {
        return graph.node(soul);
    }

    /** One key of a node as it is known here, or null. */
    public @Nullable Node cell(String soul, String key) {
        return graph.cell(soul, key);
    }

    // --- turns

    /** Does what is due by now. */
    public void advance() {
        timers.run();
    }

    /** When something is due next, in monotonic ms, or {@link Long#MAX_VALUE}. */
    public long nextDue() {
        return timers.next();
    }

    /** Ends a turn: hands over to the store what was written, and lets connections send what was queued for them. */
    public void flush() {
        if (pager != null) {
            pager.commits().flush();
        }
        neighbors.flush();
        counters.turned(graph, admission.deferred());
    }

    /** Ends the searches that still wait for an answer, and fails the writes that still wait for an ack. */
    public void close() {
        lookups.close();
        localClient.close();
    }

    // --- for health, metrics and tests

    /** This peer's process id, by which neighbors tell it from others. */
    public String pid() {
        return pid;
    }

    /** What was seen so far; may be read by any thread. */
    public Counters counters() {
        return counters;
    }

    /** The graph as it is, node by node. */
    public List<Node> snapshot() {
        return graph.snapshot();
    }

    /** The estimated bytes of the graph in memory. */
    public long graphBytes() {
        return graph.weight();
    }

    /** How many neighbors are connected. */
    public int neighbors() {
        return neighbors.size();
    }

    /** How many writes are held back until their state has come. */
    public int deferred() {
        return admission.deferred();
    }
}
