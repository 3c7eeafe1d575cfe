package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.StateClock;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.mesh.AckRoutes.Origin;
import dev.gunjava.mesh.Peer.Fault;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.FrameWriter;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.AckBudget;
import dev.gunjava.wire.MessageIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of a peer, relay or client alike: takes in frames of neighbours and calls of the program, and decides what
 * is merged, answered and sent on. It does no I/O, starts no thread and never looks at a clock but the one it is given,
 * so that thousands of peers can be simulated in one test.
 *
 * <p>One thread at a time may use it; {@link MeshLoop} provides that thread. Everything within the package that says it
 * is owned by the thread of the mesh is reached through this class alone.
 */
public final class Mesh {

    private static final Logger log = LoggerFactory.getLogger(Mesh.class);

    private static final int DEDUP_CAPACITY = 100_000;
    private static final long DEDUP_MILLIS = 9_000;

    /** gun.js's {@code opt.lack}: how long a writer waits for an ack. */
    private static final long ACK_MILLIS = 9_000;

    /** gun.js asks for this many acks with each put that has a callback. */
    private static final int ACKS_WANTED = 9;

    private static final int REPUBLISHED_AT_ONCE = 100;
    private static final long EXPIRY_SWEEP_MILLIS = 5_000;

    private final MeshOptions options;
    private final String pid;
    private final boolean dials;
    private final TimeSource time;
    private final RandomGenerator random;
    private final StateClock clock;
    private final MemoryGraph graph;
    private final MessageIds ids;
    private final FrameWriter writer = new FrameWriter();
    private final Counters counters = new Counters();
    private final Timers timers = new Timers();
    private final Neighbours neighbours = new Neighbours();
    private final Watches watches = new Watches();
    private final LocalWrites localWrites = new LocalWrites();
    private final AckRoutes ackRoutes = new AckRoutes();
    private final Dedup dedup = new Dedup(DEDUP_CAPACITY, DEDUP_MILLIS);
    private final Map<String, String> relayPids = new HashMap<>();
    private final Subscriptions subscriptions;
    private final Admission admission;
    private final Fanout fanout;
    private final Gets gets;
    private final @Nullable Residence residence;

    /** The order of the program's own calls; null where none has to wait for a store. */
    private final Residence.@Nullable Lane ownLane;

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
        this.options = options;
        this.dials = dials;
        this.time = time;
        this.random = random;
        this.ids = new MessageIds(random);
        this.pid = ids.next();
        this.clock = new StateClock(time::wallMillis);
        this.graph = new MemoryGraph(options.graphBytes(), options.keep());
        this.subscriptions = new Subscriptions(options.subscriptions());
        this.residence = store == null ? null : new Residence(graph, options.graphBytes(), store, turns);
        this.ownLane = residence == null ? null : residence.newLane();
        this.admission = new Admission(
                options,
                graph,
                clock,
                time,
                timers,
                counters,
                residence == null ? this::room : residence::refusal,
                this::due);
        this.fanout =
                new Fanout(subscriptions, neighbours.relays(), neighbours::size, writer, ids, neighbours::touched);
        this.gets = new Gets(
                options,
                graph,
                subscriptions,
                watches,
                neighbours,
                admission,
                writer,
                ids,
                dedup,
                timers,
                time,
                counters);
        if (graph.expires()) {
            sweepExpired();
        }
    }

    private @Nullable String room(List<Node> nodes) {
        return graph.makeRoom(this::isPinned) ? null : "relay full";
    }

    private boolean isPinned(String soul) {
        return subscriptions.topic(soul) != null || localWrites.owns(soul);
    }

    private void sweepExpired() {
        graph.expire(time.elapsedMillis());
        timers.at(time.elapsedMillis() + EXPIRY_SWEEP_MILLIS, this::sweepExpired);
    }

    // --- connections

    /** A connection has come up. */
    public void connected(Connection connection) {
        Peer peer = neighbours.add(connection, residence == null ? null : residence.newLane());
        if (peer.dialled()) {
            gets.relayUp(peer);
            localWrites.unacked().forEach(message -> send(peer, message));
        } else {
            send(peer, writer.hello(ids.next(), pid, null));
        }
    }

    /** A connection is gone; what it was subscribed to is forgotten. */
    public void disconnected(Connection connection) {
        Peer peer = neighbours.remove(connection);
        if (peer != null) {
            subscriptions.remove(peer);
            ackRoutes.remove(peer);
            gets.gone(peer);
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
                complain(peer, Fault.UNREADABLE_FRAME, error);
                send(peer, writer.complaint(error));
            }
            for (Message message : frame.messages()) {
                counters.messages.increment();
                if (!dedup.add(message.id(), time.elapsedMillis())) {
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
                send(peer, writer.ack(ids.next(), message.id(), failure));
            }
        } else if (isHere(peer) || message instanceof Message.Put) {
            handle(peer, message);
        }
    }

    private void handleScanned(Peer peer, Message.Get get, List<Node> nodes, @Nullable String failure) {
        if (failure != null) {
            send(peer, writer.ack(ids.next(), get.id(), failure));
        } else if (isHere(peer)) {
            gets.handle(peer, get, nodes);
        }
    }

    private boolean isHere(Peer peer) {
        return neighbours.of(peer.connection) == peer;
    }

    private void handle(Peer peer, Message message) {
        if (message instanceof Message.Put put) {
            handlePut(peer, put);
        } else if (message instanceof Message.Get get) {
            if (!gets.handle(peer, get)) {
                complain(peer, Fault.TOO_MANY_SUBSCRIPTIONS, "it has reached its bound of subscriptions");
            }
        } else if (message instanceof Message.Reply reply) {
            handleReply(peer, reply);
        } else if (message instanceof Message.Ack ack) {
            handleAck(peer, ack);
        } else if (message instanceof Message.Hello hello) {
            handleHello(peer, hello);
        } else if (message instanceof Message.Malformed malformed) {
            handleMalformed(peer, malformed);
        } else if (message instanceof Message.Complaint complaint) {
            log.debug("{} complains: {}", peer, complaint.error());
        } else if (message instanceof Message.Unknown unknown) {
            counters.unknown.increment();
            complain(peer, Fault.UNKNOWN_MESSAGE, unknown.what());
        }
    }

    /** Logs a fault of a neighbour once; after that it is only counted. */
    private static void complain(Peer peer, Fault fault, String detail) {
        if (peer.first(fault)) {
            log.info("{}: {} ({}); more of this kind is only counted", peer, fault, detail);
        }
    }

    private void send(Peer peer, EncodedMessage message) {
        if (peer.lane != null && !isHere(peer)) {
            return;
        }
        peer.connection.answer(message);
        neighbours.touched(peer);
    }

    // --- messages

    private void handleHello(Peer peer, Message.Hello hello) {
        if (pid.equals(hello.pid())) {
            peer.connection.closeRedundant("connected to itself");
            return;
        }
        if (peer.pid == null) {
            peer.pid = hello.pid();
            if (hello.pid() != null && neighbours.dropRedundant(peer, pid)) {
                return;
            }
            if (peer.dialled() && hello.pid() != null) {
                noteRelay(peer, hello.pid());
            }
        }
        if (hello.to() == null) {
            send(peer, writer.hello(ids.next(), pid, hello.id()));
        }
    }

    /** A relay that answers under a new process id was restarted, and one without a store has forgotten what it had. */
    private void noteRelay(Peer relay, String relayPid) {
        String before = relayPids.put(relay.connection.name(), relayPid);
        if (before == null || before.equals(relayPid)) {
            return;
        }
        List<Node> batch = new ArrayList<>();
        for (String soul : localWrites.ownSouls()) {
            Node node = graph.node(soul);
            if (node != null) {
                batch.add(node);
            }
            if (batch.size() == REPUBLISHED_AT_ONCE) {
                republish(relay, batch);
            }
        }
        republish(relay, batch);
    }

    private void republish(Peer relay, List<Node> batch) {
        if (!batch.isEmpty()) {
            send(relay, writer.put(ids.next(), batch, null));
            batch.clear();
        }
    }

    private void handleMalformed(Peer peer, Message.Malformed malformed) {
        counters.malformed.increment();
        complain(peer, Fault.MALFORMED_MESSAGE, malformed.reason());
        if (malformed.answerable()) {
            send(peer, writer.ack(ids.next(), malformed.id(), malformed.reason()));
        }
    }

    private void handlePut(Peer peer, Message.Put put) {
        String refusal = admission.refusal(put.nodes());
        if (refusal != null) {
            counters.refusedPuts.increment();
            complain(peer, Fault.REFUSED_PUT, refusal);
            send(peer, writer.ack(ids.next(), put.id(), refusal));
            return;
        }
        Receipt receipt = new Receipt();
        Admission.Merged merged = admission.merge(put.nodes(), receipt);
        if (!merged.winners().isEmpty()) {
            send(peer, writer.put(ids.next(), merged.winners(), null));
        }
        int receivers = 0;
        if (!merged.changes().isEmpty()) {
            watches.tell(merged.changes());
            Fanout.Cause cause = new Fanout.Cause(peer, put.id(), merged.intact(), put.ok(), put.others(), Set.of());
            Origin origin = new Origin(peer, put.id());
            receivers = fanout.send(merged.changes(), cause, id -> ackRoutes.add(id, origin, time.elapsedMillis()));
        }
        boolean acked = acks(peer, put.ok(), receivers);
        if (residence == null) {
            if (acked) {
                send(peer, writer.ack(ids.next(), put.id(), null));
            }
            return;
        }
        residence.commits().add(merged.changes(), put.nodes(), receipt);
        receipt.whenComplete(failure -> ackStored(peer, put.id(), acked, failure));
    }

    private void ackStored(Peer peer, String id, boolean acked, @Nullable String failure) {
        if (failure != null) {
            counters.refusedPuts.increment();
            send(peer, writer.ack(ids.next(), id, failure));
        } else if (acked) {
            send(peer, writer.stored(ids.next(), id));
        }
    }

    /** The time of a write that was held back has come; the node may have left memory meanwhile. */
    private void due(Node cell, Receipt receipt) {
        if (residence == null) {
            publish(admission.merge(List.of(cell), receipt).changes(), null);
            return;
        }
        residence.newLane().add(Set.of(cell.soul()), true, failure -> {
            if (failure == null) {
                List<Node> changes = admission.merge(List.of(cell), receipt).changes();
                residence.commits().add(changes, List.of(cell), receipt);
                tell(changes, null);
            }
            receipt.arrived(failure);
        });
    }

    /** A relay acks by its policy; a client acks what a relay sends it as gun.js does, by chance. */
    private boolean acks(Peer peer, @Nullable AckBudget ok, int receivers) {
        if (peer.dialled()) {
            return ok != null && random.nextDouble() * ok.peers() < ok.remaining();
        }
        return switch (options.acks()) {
            case STORED -> true;
            case ALONE -> receivers == 0;
            case NEVER -> false;
        };
    }

    private void handleReply(Peer peer, Message.Reply reply) {
        if (reply.dropped() > 0) {
            counters.droppedKeys.add(reply.dropped());
            complain(peer, Fault.DROPPED_KEYS, "invalid keys in a reply");
        }
        Gets.Heard heard = gets.handle(peer, reply);
        publish(heard.changes(), Fanout.Cause.none(reply.id(), peer, heard.served()));
    }

    private void handleAck(Peer peer, Message.Ack ack) {
        Origin origin = ackRoutes.find(ack.to(), time.elapsedMillis());
        if (origin != null && origin.peer() != peer) {
            send(origin.peer(), writer.ack(ack.id(), origin.id(), ack.error()));
        } else if (origin == null) {
            localWrites.ack(ack.to(), ack.error());
        }
    }

    /** Stores changes that no put of a neighbour brought, and tells watchers and neighbours of them. */
    private void publish(List<Node> changes, Fanout.@Nullable Cause cause) {
        if (residence != null) {
            residence.commits().add(changes, changes, new Receipt());
        }
        tell(changes, cause);
    }

    private void tell(List<Node> changes, Fanout.@Nullable Cause cause) {
        if (!changes.isEmpty()) {
            watches.tell(changes);
            fanout.send(changes, cause == null ? Fanout.Cause.none(ids.next(), null, Set.of()) : cause, id -> {});
        }
    }

    // --- the program's own reads and writes

    /** The next state for a write of our own, in ms since the epoch. */
    public double nextState() {
        return clock.next();
    }

    /** Writes nodes: into our graph at once, to all relays, and to them again until one has acked. */
    public void write(List<Node> nodes, WriteListener listener) {
        inOrder(Residence.souls(nodes), true, failure -> {
            if (failure == null) {
                writeNow(nodes, listener);
            } else {
                tellWriter(listener, failure);
            }
        });
    }

    /** Does a call of the program: now, or where a store has the graph, when the nodes it concerns are in memory. */
    private void inOrder(Set<String> souls, boolean writes, Consumer<@Nullable String> call) {
        if (ownLane == null) {
            call.accept(null);
        } else {
            ownLane.add(souls, writes, call);
        }
    }

    private void writeNow(List<Node> nodes, WriteListener listener) {
        String refusal = admission.refusal(nodes);
        if (refusal != null) {
            listener.refused(refusal);
            return;
        }
        String id = ids.next();
        EncodedMessage message = writer.put(id, nodes, new AckBudget(ACKS_WANTED, Math.max(1, neighbours.size())));
        if (message.length() > options.writeBytes()) {
            listener.refused("a write of " + message.length() + " bytes is over the limit of " + options.writeBytes());
            return;
        }
        if (dials && !localWrites.makeRoom(message.length())) {
            listener.failed("too many writes wait for a relay to acknowledge them");
            return;
        }
        localWrites.own(nodes);
        Receipt receipt = new Receipt();
        List<Node> changes = admission.merge(nodes, receipt).changes();
        watches.tell(changes);
        dedup.add(id, time.elapsedMillis());
        if (dials) {
            localWrites.add(id, message, listener);
            timers.at(
                    time.elapsedMillis() + ACK_MILLIS,
                    () -> localWrites.giveUp(id, "no relay acknowledged the write within " + ACK_MILLIS + " ms"));
            neighbours.relays().forEach(relay -> send(relay, message));
        }
        if (!changes.isEmpty()) {
            Set<Peer> relays = Set.copyOf(neighbours.relays());
            fanout.send(changes, Fanout.Cause.none(id, null, relays), sent -> {});
        }
        if (residence != null) {
            residence.commits().add(changes, nodes, receipt);
            if (!dials) {
                receipt.whenComplete(failure -> tellWriter(listener, failure));
            }
        } else if (!dials) {
            listener.stored();
        }
    }

    private static void tellWriter(WriteListener listener, @Nullable String failure) {
        if (failure == null) {
            listener.stored();
        } else {
            listener.failed(failure);
        }
    }

    /**
     * Watches a node, or one key of it: the watcher is told at once of what is known, then of each change.
     *
     * @param key null for the whole node
     */
    public void watch(String soul, @Nullable String key, Watcher watcher) {
        inOrder(Set.of(soul), false, failure -> watchNow(soul, key, watcher));
    }

    private void watchNow(String soul, @Nullable String key, Watcher watcher) {
        Interest interest = new Interest(soul, key);
        watches.add(interest, watcher);
        Node known = key == null ? graph.node(soul) : graph.cell(soul, key);
        if (known != null) {
            watcher.changed(known);
        }
        gets.tellRelaysOf(interest);
    }

    /** Ends a watch. */
    public void unwatch(String soul, @Nullable String key, Watcher watcher) {
        inOrder(Set.of(), false, failure -> watches.remove(new Interest(soul, key), watcher));
    }

    /**
     * Looks for a node or a key: in the graph if the relays keep us up to date on it, else by asking them, for at most
     * five seconds.
     */
    public void find(String soul, @Nullable String key, Finder finder) {
        inOrder(Set.of(soul), false, failure -> gets.find(new Interest(soul, key), finder, dials));
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
        timers.run(time.elapsedMillis());
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
        gets.close();
        localWrites.close();
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
