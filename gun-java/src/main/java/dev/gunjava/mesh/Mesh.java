package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.StateClock;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.mesh.Peer.Fault;
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
 * The engine of a peer, relay or client alike: takes in frames of neighbours and calls of the program, and decides what
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

    private final String pid;
    private final StateClock clock;
    private final MemoryGraph graph;
    private final Counters counters = new Counters();
    private final Timers timers;
    private final Neighbours neighbours = new Neighbours();
    private final Dedup dedup = new Dedup(DEDUP_CAPACITY, DEDUP_MILLIS);
    private final OwnSouls ownSouls = new OwnSouls();
    private final Subscriptions subscriptions;
    private final Sender sender;
    private final Admission admission;
    private final Inquiries inquiries;
    private final Gets gets;
    private final Puts puts;
    private final LocalCalls localCalls;
    private final Handshakes handshakes;
    private final @Nullable Residence residence;

    /**
     * A mesh without neighbours, whose graph is in memory.
     *
     * @param dials whether there are relays to dial, so that it is worth waiting for one
     */
    public Mesh(MeshOptions options, boolean dials, TimeSource time, RandomGenerator random) {
        this(options, dials, time, random, null, Runnable::run);
    }

    /**
     * A mesh without neighbours, whose graph is in a store. In memory is what was used last.
     *
     * @param dials whether there are relays to dial, so that it is worth waiting for one
     * @param store the graph, or null to have it in memory alone; the mesh does not close it
     * @param turns runs work on the thread of the mesh, never within the call; the store's answers come back through it
     * @throws IllegalArgumentException if keys are to have a time to live, which a store does not know
     */
    public Mesh(
            MeshOptions options,
            boolean dials,
            TimeSource time,
            RandomGenerator random,
            @Nullable GraphStore store,
            Executor turns) {
        if (store != null && !options.keep().isZero()) {
            throw new IllegalArgumentException("a graph whose keys are forgotten after a while cannot be stored");
        }
        MessageIds ids = new MessageIds(random);
        Watches watches = new Watches();
        this.pid = ids.next();
        this.timers = new Timers(time);
        this.clock = new StateClock(time::wallMillis);
        this.graph = new MemoryGraph(options.graphBytes(), options.keep());
        this.subscriptions = new Subscriptions(options.subscriptions());
        this.residence = store == null ? null : new Residence(graph, options.graphBytes(), store, turns);
        this.sender = new Sender(ids, neighbours);
        this.admission = new Admission(
                options,
                graph,
                clock,
                timers,
                counters,
                residence == null ? this::room : residence::refusal,
                this::due);
        Answers answers = new Answers(sender, counters);
        Fanout fanout = new Fanout(subscriptions, neighbours, sender);
        this.inquiries = new Inquiries(
                options.asksNeighbours(), graph, subscriptions, watches, neighbours, answers, sender, dedup, timers);
        Replies replies = new Replies(graph, sender.writer(), options.graphBytes() / REPLIES_SHARE);
        this.gets = new Gets(graph, subscriptions, replies, answers, inquiries);
        this.puts = new Puts(options.acks(), admission, watches, fanout, residence, sender, timers, random, counters);
        this.localCalls = new LocalCalls(
                dials,
                options.writeBytes(),
                graph,
                admission,
                ownSouls,
                watches,
                fanout,
                inquiries,
                neighbours,
                sender,
                dedup,
                timers,
                residence);
        this.handshakes = new Handshakes(pid, neighbours, inquiries, localCalls, sender, timers);
        if (graph.expires()) {
            sweepExpired();
        }
    }

    private @Nullable String room(List<Node> nodes) {
        return graph.makeRoom(this::isPinned) ? null : "relay full";
    }

    private boolean isPinned(String soul) {
        return subscriptions.topic(soul) != null || ownSouls.contains(soul);
    }

    private void due(Node cell, Receipt receipt) {
        puts.due(cell, receipt);
    }

    private void sweepExpired() {
        graph.expire(timers.now());
        timers.after(EXPIRY_SWEEP_MILLIS, this::sweepExpired);
    }

    // --- connections

    /** A connection has come up. */
    public void connected(Connection connection) {
        Peer peer = neighbours.add(connection, residence == null ? null : residence.newLane(), timers.now());
        if (peer.dialled()) {
            inquiries.relayUp(peer);
            localCalls.relayUp(peer);
        } else {
            sender.hello(peer, pid, null);
            inquiries.dialledUp(peer);
        }
    }

    /** A connection is gone; what it was subscribed to is forgotten. */
    public void disconnected(Connection connection) {
        Peer peer = neighbours.remove(connection);
        if (peer != null) {
            subscriptions.remove(peer);
            puts.gone(peer);
            inquiries.gone(peer);
        }
    }

    /** A frame has come in; {@link Connection#taken()} is called when all of it has been worked through. */
    public void received(Connection connection, Frame frame) {
        Peer peer = neighbours.of(connection);
        if (peer == null) {
            connection.taken();
            return;
        }
        try {
            String error = frame.error();
            if (error != null) {
                counters.unreadableFrames.increment();
                peer.complain(Fault.UNREADABLE_FRAME, error);
                sender.send(peer, sender.writer().complaint(error));
            }
            for (Message message : frame.messages()) {
                counters.messages.increment();
                if (!dedup.add(message.id(), timers.now())) {
                    counters.duplicates.increment();
                    if (message instanceof Message.Get get) {
                        gets.repeated(peer, get);
                    }
                } else if (peer.lane == null) {
                    handle(peer, message);
                } else if (message instanceof Message.Get get && get.soul().exact() == null) {
                    peer.lane.scan(
                            get.soul(),
                            get.key(),
                            get.span().reverse(),
                            (nodes, failure) -> handleScanned(peer, get, nodes, failure));
                } else {
                    peer.lane.add(souls(message), writes(message), failure -> handleInTurn(peer, message, failure));
                }
            }
        } finally {
            if (peer.lane == null) {
                connection.taken();
            } else {
                peer.lane.add(Set.of(), false, failure -> connection.taken());
            }
        }
    }

    /** The nodes that a message concerns. */
    private static Set<String> souls(Message message) {
        if (message instanceof Message.Put put) {
            return Residence.souls(put.nodes());
        }
        if (message instanceof Message.Reply reply) {
            return Residence.souls(reply.nodes());
        }
        String soul = message instanceof Message.Get get ? get.soul().exact() : null;
        return soul == null ? Set.of() : Set.of(soul);
    }

    private static boolean writes(Message message) {
        return message instanceof Message.Put || message instanceof Message.Reply;
    }

    /** Handles a message that may have waited: its sender may be gone, what it concerns unreadable. */
    private void handleInTurn(Peer peer, Message message, @Nullable String failure) {
        if (failure != null) {
            if (message instanceof Message.Put || message instanceof Message.Get) {
                sender.ack(peer, message.id(), failure);
            }
        } else if (!peer.isGone() || message instanceof Message.Put) {
            handle(peer, message);
        }
    }

    private void handleScanned(Peer peer, Message.Get get, List<Node> nodes, @Nullable String failure) {
        if (failure != null) {
            sender.ack(peer, get.id(), failure);
        } else if (!peer.isGone()) {
            gets.handle(peer, get, nodes);
        }
    }

    private void handle(Peer peer, Message message) {
        if (message instanceof Message.Put put) {
            puts.handle(peer, put);
        } else if (message instanceof Message.Get get) {
            gets.handle(peer, get);
        } else if (message instanceof Message.Reply reply) {
            handleReply(peer, reply);
        } else if (message instanceof Message.Ack ack) {
            if (!puts.passBack(peer, ack)) {
                localCalls.acked(peer, ack);
            }
        } else if (message instanceof Message.Hello hello) {
            handshakes.handle(peer, hello);
        } else if (message instanceof Message.Malformed malformed) {
            handleMalformed(peer, malformed);
        } else if (message instanceof Message.Complaint complaint) {
            log.debug("{} complains: {}", peer, complaint.error());
        } else if (message instanceof Message.Unknown unknown) {
            counters.unknown.increment();
            peer.complain(Fault.UNKNOWN_MESSAGE, unknown.what());
        }
    }

    private void handleReply(Peer peer, Message.Reply reply) {
        List<Node> changes = puts.merge(peer, reply);
        Set<Peer> served = inquiries.answered(peer, reply);
        puts.publish(changes, Fanout.Cause.reply(reply.id(), peer, served));
    }

    private void handleMalformed(Peer peer, Message.Malformed malformed) {
        counters.malformed.increment();
        peer.complain(Fault.MALFORMED_MESSAGE, malformed.reason());
        if (malformed.answerable()) {
            sender.ack(peer, malformed.id(), malformed.reason());
        }
    }

    // --- the program's own reads and writes

    /** The next state for a write of our own, in ms since the epoch. */
    public double nextState() {
        return clock.next();
    }

    /** Writes nodes: into our graph at once, to all relays, and to them again until one has acked. */
    public void write(List<Node> nodes, WriteListener listener) {
        localCalls.write(nodes, listener);
    }

    /**
     * Watches a node, or one key of it: the watcher is told at once of what is known, then of each change.
     *
     * @param key null for the whole node
     */
    public void watch(String soul, @Nullable String key, Watcher watcher) {
        localCalls.watch(new Interest(soul, key), watcher);
    }

    /** Ends a watch. */
    public void unwatch(String soul, @Nullable String key, Watcher watcher) {
        localCalls.unwatch(new Interest(soul, key), watcher);
    }

    /**
     * Looks for a node or a key: in the graph if the relays keep us up to date on it, else by asking them, for at most
     * five seconds.
     */
    public void find(String soul, @Nullable String key, Finder finder) {
        localCalls.find(new Interest(soul, key), finder);
    }

    /** Whether there were relays and none is connected now, so that nobody can be asked. */
    public boolean isCutOff() {
        return neighbours.lostRelays();
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
        if (residence != null) {
            residence.commits().flush();
        }
        neighbours.flush();
        counters.turned(graph, admission.deferred());
    }

    /** Ends the searches that still wait for an answer, and fails the writes that still wait for an ack. */
    public void close() {
        inquiries.close();
        localCalls.close();
    }

    // --- for health, metrics and tests

    /** This peer's process id, by which neighbours tell it from others. */
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

    /** How many neighbours are connected. */
    public int neighbours() {
        return neighbours.size();
    }

    /** How many writes are held back until their state has come. */
    public int deferred() {
        return admission.deferred();
    }
}
