package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.SeededHash;
import dev.gunjava.graph.StateClock;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.Limits;
import dev.gunjava.mesh.Budget.Use;
import dev.gunjava.mesh.DeferredWrites.Quota;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.MessageIds;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a peer, relay or client alike: takes in frames of neighbors and calls of the program, and decides what
 * is merged, answered and sent on. It does no I/O, starts no thread and never looks at a clock but the one it is given,
 * so that thousands of peers can be simulated in one test.
 *
 * <p>One thread at a time may use it; {@link MeshLoop} sees to that, and whichever has the turn is the thread of the mesh.
 * Everything within the package that says it is owned by the thread of the mesh is reached through this class alone.
 */
public final class Mesh {

    private static final long EXPIRY_SWEEP_MILLIS = 5_000;

    /** For how long the order of the souls is kept in vain, at least. */
    private static final long ORDER_SWEEP_MILLIS = 5_000;

    private final Limits limits;

    /** How long one turn goes on with what was queued before. */
    private final long workNanos;

    private final String pid;
    private final StateClock clock;
    private final MemoryGraph graph;
    private final Counters counters = new Counters();
    private final Timers timers;
    private final Neighbors neighbors = new Neighbors();
    private final Dedup dedup;
    private final Subscriptions subscriptions;
    private final Sender sender;
    private final NodePager pager;
    private final Lookups lookups;
    private final Puts puts;
    private final LocalClient localClient;
    private final Dispatcher dispatcher;
    private final WorkScheduler scheduler;
    private final FaultLog faults;
    private final CommitQueue commits;
    private final DeferredWrites deferred;
    private final Budget budget;
    private final Handshakes handshakes;

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
        Limits limits = options.limits();
        if (store != null && !limits.graph().keep().isZero()) {
            throw new IllegalArgumentException("a graph whose keys are forgotten after a while cannot be stored");
        }
        MessageIds ids = new MessageIds(random);
        Watches watches = new Watches();
        this.limits = limits;
        this.workNanos = limits.turns().turn().toNanos();
        this.pid = ids.next();
        this.timers = new Timers(time);
        this.clock = new StateClock(time::wallMillis);
        this.graph = new MemoryGraph(limits.graph().bytes(), limits.graph().keep());
        this.subscriptions = new Subscriptions(limits.gets().subscriptions());
        this.dedup =
                new Dedup(limits.routing().prints(), limits.routing().print().toMillis(), SeededHash.random(), timers);
        this.scheduler = new WorkScheduler(time, limits.turns());
        this.faults = new FaultLog(time);
        this.budget = new Budget(limits.memory().bytes(), limits.memory().bytesPerConnection(), time::elapsedNanos);
        this.commits = new CommitQueue(store, limits.graph(), turns, this::caughtUp);
        this.pager = new NodePager(graph, limits.graph().bytes(), store, commits, turns);
        this.deferred = new DeferredWrites(timers, this::due);
        this.sender = new Sender(ids, neighbors, counters, limits.send());
        ResendBacklog resendBacklog = new ResendBacklog(limits.client().resent());
        GraphRoom room = new GraphRoom(graph, limits.graph(), pager, commits, subscriptions, resendBacklog, timers);
        Admission admission = new Admission(options, graph, clock, timers, counters, room, deferred);
        Fanout fanout = new Fanout(subscriptions, neighbors, sender, dedup);
        this.lookups = new Lookups(
                options.asksNeighbors(),
                limits.routing(),
                graph,
                subscriptions,
                watches,
                neighbors,
                sender,
                dedup,
                timers);
        EncodedNodeCache encodedNodes = new EncodedNodeCache(
                graph,
                sender.writer(),
                limits.graph().encodedBytes(),
                limits.send().keysPerMessage());
        Gets gets = new Gets(graph, subscriptions, encodedNodes, sender, lookups, limits.send());
        // What the program itself writes is held by nobody's connection.
        Quota own = new Quota(Budget.unbounded().of(Use.DEFERRED), Integer.MAX_VALUE);
        this.puts = new Puts(
                options.acks(),
                limits.routing(),
                admission,
                watches,
                neighbors,
                fanout,
                pager,
                commits,
                scheduler.newQueue(),
                sender,
                dedup,
                timers,
                random,
                counters,
                own);
        this.localClient = new LocalClient(
                dials,
                limits.client(),
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
                pager,
                commits,
                scheduler.newQueue(),
                own);
        this.handshakes = new Handshakes(
                pid,
                limits.routing(),
                credentials,
                neighbors,
                subscriptions,
                lookups,
                localClient,
                sender,
                timers,
                counters);
        this.dispatcher = new Dispatcher(
                pager, commits, dedup, gets, puts, lookups, localClient, handshakes, sender, counters, faults);
        if (graph.expires()) {
            sweepExpired();
        }
        sweepOrder();
    }

    private void sweepOrder() {
        graph.forgetOrder();
        timers.after(ORDER_SWEEP_MILLIS, this::sweepOrder);
    }

    private void caughtUp() {
        pager.makeRoom();
    }

    private void due(Node cell, CommitBarrier barrier) {
        puts.due(cell, barrier);
    }

    private void sweepExpired() {
        graph.expire(timers.now());
        timers.after(EXPIRY_SWEEP_MILLIS, this::sweepExpired);
    }

    /** The limits of this mesh. */
    Limits limits() {
        return limits;
    }

    // --- connections

    /** A connection has come up. */
    public void connected(Connection connection) {
        Neighbor neighbor = new Neighbor(connection, scheduler.newQueue(), limits, timers, faults);
        neighbors.add(neighbor);
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
            deferred.drop(neighbor.deferred);
            neighbor.work.wake();
        }
    }

    /** A frame has come in; {@link Connection#taken} is called when all of it has been worked through. */
    public void received(Connection connection, Frame frame) {
        Neighbor neighbor = neighbors.of(connection);
        if (neighbor == null) {
            connection.taken(frame.weight());
        } else {
            dispatcher.received(neighbor, frame);
        }
    }

    /** The neighbor has taken enough for a further answer, after {@link Connection#hasRoom} has returned false. */
    public void roomFor(Connection connection) {
        Neighbor neighbor = neighbors.of(connection);
        if (neighbor != null) {
            neighbor.work.wake();
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

    /** Does what is due by now, and goes on with what neighbors have sent, for some milliseconds. */
    public void advance() {
        timers.run();
        scheduler.run(workNanos);
    }

    /** Whether something is left to go on with at once. */
    public boolean hasWork() {
        return !scheduler.isIdle();
    }

    /** When something is due next, in monotonic ms, or {@link Long#MAX_VALUE}. */
    public long nextDue() {
        return timers.next();
    }

    /** Ends a turn: hands over to the store what was written, and lets connections send what was queued for them. */
    public void flush() {
        commits.flush();
        neighbors.flush();
        counters.turned(graph, deferred.size());
    }

    /** Ends the searches that still wait for an answer, and fails the writes that still wait for an ack. */
    public void close() {
        lookups.close();
        localClient.close();
    }

    /** Closes all connections with a WebSocket close code. */
    public void closeConnections(int code, String reason) {
        neighbors.close(code, reason);
    }

    // --- for transports

    /** The bytes that connections hold; safe for use by any thread. */
    public Budget budget() {
        return budget;
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
        return deferred.size();
    }
}
