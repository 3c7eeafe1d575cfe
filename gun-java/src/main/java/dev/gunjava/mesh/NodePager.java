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
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes of the graph are in memory. A node is there whole or not at all. Whoever needs nodes {@linkplain #hold
 * holds} them: they are read from the store, and stay until they are let go. Where there is no store, every node is in
 * memory or nowhere, and a hold is good at once.
 *
 * <p>A few reads are under way at a time, each of a node of bounded size; holds that merely look ahead end at a bound of
 * bytes. Owned by the thread of the mesh.
 */
final class NodePager {

    private static final Logger log = LoggerFactory.getLogger(NodePager.class);

    /** The reads under way. */
    static final int READS = 8;

    /** The part of the graph's memory that nodes may take which are held by those who merely look ahead. */
    private static final int AHEAD = 4;

    /** How many keys of the store a choice of nodes is answered with at most. */
    private static final int SCANNED_KEYS = 10_000;

    private static final Set<String> NONE = Set.of();

    private final MemoryGraph graph;
    private final @Nullable GraphStore store;
    private final Executor turns;
    private final CommitQueue commits;
    private final long aheadBytes;
    private final Map<String, Need> needs = new HashMap<>();
    private final Deque<Need> unread = new ArrayDeque<>();
    private int reads;
    private long heldBytes;
    private boolean complained;

    /**
     * @param graphBytes the bound of the graph in memory
     * @param store null where the graph is in memory alone
     * @param turns runs work on the thread of the mesh, later
     */
    NodePager(MemoryGraph graph, long graphBytes, @Nullable GraphStore store, CommitQueue commits, Executor turns) {
        this.graph = graph;
        this.store = store;
        this.turns = turns;
        this.commits = commits;
        this.aheadBytes = graphBytes / AHEAD;
    }

    /** A node that is held. */
    private static final class Need {
        final String soul;
        final List<Hold> waiting = new ArrayList<>(1);
        int count;
        int weight;
        boolean known;

        Need(String soul) {
            this.soul = soul;
        }
    }

    /** A claim on some nodes. */
    static final class Hold {
        private static final Hold OF_NOTHING = new Hold(NONE, () -> {});

        private final Set<String> souls;
        private final Runnable ready;
        private int missing;
        private @Nullable String failure;

        private Hold(Set<String> souls, Runnable ready) {
            this.souls = souls;
            this.ready = ready;
        }

        /** Whether the nodes are in memory, as far as there are any, or one of them could not be read. */
        boolean isReady() {
            return missing == 0;
        }

        /** Why a node could not be read, or null. */
        @Nullable
        String failure() {
            return failure;
        }
    }

    /** Whether nodes may have to be read. */
    boolean isStored() {
        return store != null;
    }

    /** Whether somebody who merely looks ahead may hold nodes. */
    boolean admitsAhead() {
        return store != null && heldBytes < aheadBytes;
    }

    /**
     * Holds nodes until they are {@linkplain #release released}.
     *
     * @param ready called when a hold that was not ready at first is
     */
    Hold hold(Set<String> souls, Runnable ready) {
        if (store == null || souls.isEmpty()) {
            return Hold.OF_NOTHING;
        }
        Hold hold = new Hold(souls, ready);
        souls.forEach(soul -> need(soul, hold));
        readNext();
        return hold;
    }

    private void need(String soul, Hold hold) {
        Need need = needs.computeIfAbsent(soul, Need::new);
        need.count++;
        if (!need.known && graph.contains(soul)) {
            know(soul, need);
        }
        if (!need.known) {
            hold.missing++;
            need.waiting.add(hold);
            if (need.waiting.size() == 1) {
                unread.add(need);
            }
        }
    }

    private void know(String soul, Need need) {
        need.known = true;
        need.weight = graph.weight(soul);
        heldBytes += need.weight;
    }

    /** Lets nodes go. */
    void release(Hold hold) {
        for (String soul : hold.souls) {
            needs.computeIfPresent(soul, (s, need) -> {
                need.waiting.remove(hold);
                if (--need.count > 0) {
                    return need;
                }
                heldBytes -= need.weight;
                return null;
            });
        }
    }

    private void readNext() {
        while (store != null && reads < READS && !unread.isEmpty()) {
            Need need = unread.remove();
            if (needs.get(need.soul) == need) {
                reads++;
                StoreCall.make(
                        () -> store.node(need.soul),
                        turns,
                        node -> read(need, node.orElse(null), null),
                        failure -> read(need, null, failure));
            }
        }
    }

    private void read(Need need, @Nullable Node node, @Nullable Throwable failure) {
        reads--;
        readNext();
        // What was let go meanwhile may have been read and changed again.
        if (needs.get(need.soul) != need) {
            return;
        }
        if (failure != null) {
            complain(need.soul, failure);
        } else {
            if (node != null) {
                graph.restore(node);
            }
            know(need.soul, need);
        }
        List<Hold> waiting = List.copyOf(need.waiting);
        need.waiting.clear();
        for (Hold hold : waiting) {
            hold.failure = failure == null ? hold.failure : StoreCall.reason(failure);
            hold.missing--;
            if (hold.missing == 0) {
                hold.ready.run();
            }
        }
        makeRoom();
    }

    /** What a choice of nodes has come to, once it is there. */
    static final class Scan {
        private @Nullable List<Node> nodes;
        private @Nullable String failure;

        /** The nodes in order, or null while they are not there. */
        @Nullable
        List<Node> nodes() {
            return nodes;
        }

        /** Why they could not be read, or null. */
        @Nullable
        String failure() {
            return failure;
        }
    }

    /**
     * Reads a choice of nodes from the store, with what of them is not on disk yet.
     *
     * @param ready called when the nodes are there, or could not be read
     */
    Scan scan(Lex souls, Lex keys, boolean reverse, Runnable ready) {
        // The store sees what has been committed by now; what has not is in memory.
        NavigableMap<String, Node> chosen = new TreeMap<>();
        for (String soul : commits.uncommitted()) {
            Node node = souls.matches(soul) ? graph.node(soul) : null;
            if (node != null) {
                chosen.put(soul, node);
            }
        }
        Scan scan = new Scan();
        GraphStore from = Objects.requireNonNull(store, "a graph in memory alone is not scanned");
        StoreCall.make(
                () -> from.scan(souls, keys, SCANNED_KEYS, reverse),
                turns,
                nodes -> {
                    nodes.forEach(node -> chosen.putIfAbsent(node.soul(), reverse ? ascending(node) : node));
                    scan.nodes = List.copyOf((reverse ? chosen.descendingMap() : chosen).values());
                    ready.run();
                },
                failure -> {
                    complain("a choice of nodes", failure);
                    scan.failure = StoreCall.reason(failure);
                    ready.run();
                });
        return scan;
    }

    /** A store that reads backwards gives the greatest key first. */
    private static Node ascending(Node node) {
        Node.Builder keys = Node.builder(node.soul());
        for (int i = node.size() - 1; i >= 0; i--) {
            keys.add(node.key(i), node.value(i), node.state(i));
        }
        return keys.build();
    }

    private void complain(String what, Throwable failure) {
        if (!complained) {
            complained = true;
            log.error(
                    "cannot read {} from the store; further failures are reported to the neighbor alone",
                    LogText.escaped(what),
                    LogText.escaped(failure));
        }
    }

    /** Whether a node must stay in memory for now. */
    boolean isHeld(String soul) {
        return needs.containsKey(soul) || commits.holds(soul);
    }

    /** Forgets what is on disk and held by nobody, if the graph in memory is over its bound. */
    void makeRoom() {
        if (store != null) {
            graph.makeRoom(this::isHeld);
        }
    }
}
