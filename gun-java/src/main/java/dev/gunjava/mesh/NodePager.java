package dev.gunjava.mesh;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.logging.LogText;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.MemoryGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes of a stored graph are in memory. A node is there whole or not at all; work that concerns one which is not
 * waits until it has been read. Work of one {@link Lane} is done in order, so that a get sees the put before it; each
 * neighbor has a lane, so that nobody waits for the reads of another.
 *
 * <p>What waits is bounded by the frames that a neighbor may have under way. A few reads are under way at a time, each of
 * a node of bounded size; so they hold no more than the graph in memory may. Owned by the thread of the mesh.
 */
final class NodePager {

    private static final Logger log = LoggerFactory.getLogger(NodePager.class);

    /** The reads under way; also the part of the graph's memory that one node may take. */
    static final int READS = 8;

    /** How many keys of the store a choice of nodes is answered with at most. */
    private static final int SCANNED_KEYS = 10_000;

    private final MemoryGraph graph;
    private final GraphStore store;
    private final Executor turns;
    private final CommitQueue commits;
    private final long nodeBytes;
    private final Map<String, Need> needs = new HashMap<>();
    private final Deque<String> unread = new ArrayDeque<>();
    private final Set<Lane> starved = new LinkedHashSet<>();
    private int reads;
    private boolean complained;

    /**
     * @param graphBytes the bound of the graph in memory
     * @param turns runs work on the thread of the mesh, later
     */
    NodePager(MemoryGraph graph, long graphBytes, GraphStore store, Executor turns) {
        this.graph = graph;
        this.store = store;
        this.turns = turns;
        this.nodeBytes = graphBytes / READS;
        this.commits = new CommitQueue(store, turns, this::caughtUp);
    }

    CommitQueue commits() {
        return commits;
    }

    /** A node that work waits for, or was just waiting for; it stays in memory meanwhile. */
    private static final class Need {
        final List<Work> waiting = new ArrayList<>(1);
        int count;
        boolean known;
    }

    /** Something to do once the nodes it concerns are in memory. */
    private static final class Work {
        final Lane lane;
        final Set<String> souls;
        final boolean writes;
        final Consumer<@Nullable String> action;
        int unread;

        @Nullable
        Runnable preparation;

        @Nullable
        String failure;

        Work(Lane lane, Set<String> souls, boolean writes, Consumer<@Nullable String> action) {
            this.lane = lane;
            this.souls = souls;
            this.writes = writes;
            this.action = action;
        }
    }

    /** Work to be done in order. */
    final class Lane {
        private final Deque<Work> works = new ArrayDeque<>();

        /**
         * Does the work once all before it is done and the nodes it concerns are in memory; now, if that is so now.
         *
         * @param writes whether it must also wait until the store has caught up with earlier writes
         * @param action is told why a node could not be read, or null if all went well
         */
        void add(Set<String> souls, boolean writes, Consumer<@Nullable String> action) {
            Work work = new Work(this, souls, writes, action);
            works.add(work);
            souls.forEach(soul -> need(soul, work));
            advance();
        }

        /**
         * Reads a choice of nodes from the store when all before is done; others wait behind it meanwhile.
         *
         * @param action is told of the nodes in order, with what of them is not on disk yet; or why they could not be read
         */
        void scan(Lex souls, Lex keys, boolean reverse, BiConsumer<List<Node>, @Nullable String> action) {
            List<Node> found = new ArrayList<>();
            Work work = new Work(this, Set.of(), false, failure -> action.accept(found, failure));
            work.preparation = () -> prepare(work, souls, keys, reverse, found);
            works.add(work);
            advance();
        }

        private void advance() {
            prepareFirst();
            for (Work next = works.peek(); next != null && next.unread == 0; next = works.peek()) {
                if (next.writes && !commits.hasRoom()) {
                    starved.add(this);
                    return;
                }
                works.remove();
                perform(next);
                prepareFirst();
            }
        }

        private void prepareFirst() {
            Work first = works.peek();
            if (first != null && first.preparation != null) {
                Runnable preparation = first.preparation;
                first.preparation = null;
                first.unread++;
                preparation.run();
            }
        }
    }

    Lane newLane() {
        return new Lane();
    }

    private void need(String soul, Work work) {
        Need need = needs.computeIfAbsent(soul, s -> new Need());
        need.count++;
        if (need.known || graph.contains(soul)) {
            need.known = true;
            return;
        }
        work.unread++;
        need.waiting.add(work);
        if (need.waiting.size() == 1) {
            unread.add(soul);
            readNext();
        }
    }

    private void readNext() {
        while (reads < READS && !unread.isEmpty()) {
            reads++;
            String soul = unread.remove();
            StoreCall.<@Nullable Node>make(
                    () -> store.node(soul).thenApply(found -> checked(soul, found)),
                    turns,
                    node -> read(soul, node, null),
                    error -> read(soul, null, error));
        }
    }

    private static @Nullable Node checked(String soul, Optional<Node> found) {
        if (found.isPresent() && !found.get().soul().equals(soul)) {
            throw new IllegalStateException("the store returned another node");
        }
        return found.orElse(null);
    }

    private void read(String soul, @Nullable Node node, @Nullable Throwable error) {
        reads--;
        readNext();
        Need need = needs.get(soul);
        if (need == null) {
            return;
        }
        if (error != null) {
            complain(soul, error);
        } else {
            need.known = true;
            if (node != null) {
                graph.restore(node);
            }
        }
        List<Work> waiting = List.copyOf(need.waiting);
        need.waiting.clear();
        for (Work work : waiting) {
            work.failure = error == null ? work.failure : CommitQueue.reason(error);
            work.unread--;
        }
        waiting.forEach(work -> work.lane.advance());
        makeRoom();
    }

    /** The store sees what has been committed by now; what has not is in memory. */
    private void prepare(Work work, Lex souls, Lex keys, boolean reverse, List<Node> found) {
        NavigableMap<String, Node> chosen = new TreeMap<>();
        for (String soul : commits.uncommitted()) {
            Node node = souls.matches(soul) ? graph.node(soul) : null;
            if (node != null) {
                chosen.put(soul, node);
            }
        }
        StoreCall.<List<Node>>make(
                () -> store.scan(souls, keys, SCANNED_KEYS, reverse).thenApply(List::copyOf),
                turns,
                nodes -> {
                    nodes.forEach(node -> chosen.putIfAbsent(node.soul(), node));
                    found.addAll((reverse ? chosen.descendingMap() : chosen).values());
                    prepared(work);
                },
                error -> {
                    complain(souls.toString(), error);
                    work.failure = CommitQueue.reason(error);
                    prepared(work);
                });
    }

    private static void prepared(Work work) {
        work.unread--;
        work.lane.advance();
    }

    private void complain(String soul, Throwable error) {
        if (!complained) {
            complained = true;
            log.error(
                    "cannot read {} from the store; more of this kind is only told to who asks",
                    LogText.escaped(soul),
                    LogText.escaped(error));
        }
    }

    /** One task that exposes a fault of ours must not hold up those behind it. */
    private void perform(Work work) {
        try {
            work.action.accept(work.failure);
        } catch (RuntimeException e) {
            log.error("the mesh failed on one task and goes on", LogText.escaped(e));
        } finally {
            for (String soul : work.souls) {
                needs.computeIfPresent(soul, (s, need) -> --need.count == 0 ? null : need);
            }
        }
    }

    private void caughtUp() {
        List<Lane> lanes = List.copyOf(starved);
        starved.clear();
        lanes.forEach(Lane::advance);
        makeRoom();
    }

    /** Forgets what is on disk and nobody waits for, if the graph in memory is over its bound. */
    private void makeRoom() {
        graph.makeRoom(soul -> needs.containsKey(soul) || commits.holds(soul));
    }

    /** Why nodes may not be written for want of room, or null if they may: a single one must fit into memory. */
    @Nullable
    String refusal(List<Node> nodes) {
        if (commits.failure() != null) {
            return commits.failure();
        }
        makeRoom();
        for (Node node : nodes) {
            if (graph.weight(node.soul()) >= nodeBytes) {
                return "the node " + node.soul() + " is full";
            }
        }
        return null;
    }

    /** The souls of some nodes. */
    static Set<String> souls(List<Node> nodes) {
        if (nodes.size() == 1) {
            return Set.of(nodes.get(0).soul());
        }
        Set<String> souls = new HashSet<>();
        nodes.forEach(node -> souls.add(node.soul()));
        return souls;
    }
}
