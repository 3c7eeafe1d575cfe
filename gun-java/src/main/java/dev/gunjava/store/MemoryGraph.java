package dev.gunjava.store;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.SeededHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The graph in memory: nodes by soul, merged by HAM, bounded in bytes. What was used longest ago goes first when room
 * is needed; with a time to live, keys go a while after they were last written. What is gone reads as not found; no
 * tombstone is left. Owned by the thread of the mesh.
 */
public final class MemoryGraph {

    /** How many pinned nodes one write passes over to find what it may evict, so that a graph full of them costs little. */
    private static final int EVICTION_REACH = 64;

    private final long maxBytes;
    private final int keepSeconds;
    private final SeededHash hash;
    private final SoulTable nodes;
    private final SharedKeys sharedKeys = new SharedKeys();
    private @Nullable NavigableMap<String, DenseNode> ordered;
    private @Nullable DenseNode newest;
    private @Nullable DenseNode oldest;
    private long weight;
    private long evicted;
    private int editions;

    /**
     * An empty graph.
     *
     * @param maxBytes the bound, by this class's own estimate of what nodes weigh
     * @param keep how long a key lives after it was last written; zero for ever
     */
    public MemoryGraph(long maxBytes, Duration keep) {
        this(maxBytes, keep, SeededHash.random());
    }

    MemoryGraph(long maxBytes, Duration keep, SeededHash hash) {
        this.hash = hash;
        this.nodes = new SoulTable(hash);
        this.maxBytes = maxBytes;
        this.keepSeconds = (int) keep.toSeconds();
    }

    /** The whole node, its keys sorted, or null if nothing of it is known. */
    public @Nullable Node node(String soul) {
        DenseNode node = touch(soul);
        return node == null ? null : node.snapshot();
    }

    /** The node with the one key, or null if the key is not known. */
    public @Nullable Node cell(String soul, String key) {
        DenseNode node = touch(soul);
        int position = node == null ? -1 : node.find(key);
        return node == null || position < 0 ? null : Node.of(soul, key, node.value(position), node.state(position));
    }

    /**
     * The nodes whose souls are among those chosen, in the order of their souls by UTF-16 unit. Read them before the
     * graph changes. The first call orders all souls, and from then on they are kept in order.
     */
    public Iterable<Node> nodes(Lex souls, boolean reverse) {
        if (ordered == null) {
            ordered = new TreeMap<>();
            for (DenseNode node = newest; node != null; node = node.older) {
                ordered.put(node.soul, node);
            }
        }
        NavigableMap<String, DenseNode> chosen = souls.within(ordered);
        Collection<DenseNode> inOrder = (reverse ? chosen.descendingMap() : chosen).values();
        return () -> inOrder.stream().map(DenseNode::snapshot).iterator();
    }

    /** Whether anything of the node is known. */
    public boolean contains(String soul) {
        return nodes.get(soul) != null;
    }

    /**
     * A number that stands for all that is known of a node: it is another one after each change, and after the node was
     * forgotten and has come back. Zero if nothing is known. To ask is to use the node.
     */
    public int edition(String soul) {
        DenseNode node = touch(soul);
        return node == null ? 0 : node.edition();
    }

    /** The state of a key in ms since the epoch, or {@link Ham#NEVER}. */
    public double state(String soul, String key) {
        DenseNode node = nodes.get(soul);
        return node == null ? Ham.NEVER : node.state(node.find(key));
    }

    /**
     * Decides a write by HAM and, if it wins, stores it.
     *
     * @param now this machine's state in ms since the epoch
     * @param elapsedMillis monotonic time, by which keys age
     */
    public Ham.Decision merge(String soul, String key, GunValue value, double state, double now, long elapsedMillis) {
        DenseNode node = nodes.get(soul);
        int position = node == null ? -1 : node.find(key);
        GunValue known = node == null || position < 0 ? null : node.value(position);
        double knownState = node == null ? Ham.NEVER : node.state(position);
        Ham.Decision decision = Ham.decide(now, state, value, knownState, known);
        if (!decision.stores()) {
            return decision;
        }
        if (node == null) {
            node = new DenseNode(soul, sharedKeys, hash, keepSeconds > 0);
            add(node);
            weight += node.weight();
        } else {
            unlink(node);
        }
        linkNewest(node);
        int second = (int) (elapsedMillis / 1_000);
        weight += position < 0 ? node.add(key, value, state, second) : node.replace(position, value, state, second);
        changed(node);
        return decision;
    }

    private void add(DenseNode node) {
        nodes.add(node);
        if (ordered != null) {
            ordered.put(node.soul, node);
        }
    }

    private void remove(DenseNode node) {
        nodes.remove(node);
        if (ordered != null) {
            ordered.remove(node.soul);
        }
    }

    private void changed(DenseNode node) {
        editions++;
        node.edition(editions == 0 ? ++editions : editions);
    }

    /**
     * Makes room if the bound is reached, by forgetting nodes that are not pinned, longest unused first.
     *
     * @param pinned the souls that must stay
     * @return whether there is room now
     */
    public boolean makeRoom(Predicate<String> pinned) {
        int passed = 0;
        while (weight >= maxBytes && oldest != null && passed < EVICTION_REACH) {
            DenseNode node = oldest;
            unlink(node);
            if (pinned.test(node.soul)) {
                linkNewest(node);
                passed++;
            } else {
                remove(node);
                weight -= node.weight();
                evicted++;
            }
        }
        return weight < maxBytes;
    }

    /** Forgets the keys whose time to live has passed. */
    public void expire(long elapsedMillis) {
        if (keepSeconds == 0) {
            return;
        }
        int before = (int) (elapsedMillis / 1_000) - keepSeconds;
        DenseNode next;
        for (DenseNode node = newest; node != null; node = next) {
            next = node.older;
            int freed = node.removeWrittenBefore(before);
            weight -= freed;
            if (node.size() == 0) {
                weight -= node.weight();
                unlink(node);
                remove(node);
            } else if (freed > 0) {
                changed(node);
            }
        }
    }

    /** Whether keys have a time to live. */
    public boolean expires() {
        return keepSeconds > 0;
    }

    /** Puts a node as it was stored in the place of one of which nothing is known; HAM decided on it long ago. */
    public void restore(Node node) {
        if (contains(node.soul())) {
            throw new IllegalStateException("the node " + node.soul() + " is in memory already");
        }
        DenseNode restored = new DenseNode(node.soul(), sharedKeys, hash, keepSeconds > 0);
        for (int i = 0; i < node.size(); i++) {
            restored.add(node.key(i), node.value(i), node.state(i), 0);
        }
        add(restored);
        changed(restored);
        linkNewest(restored);
        weight += restored.weight();
    }

    /** The estimated bytes of one node; zero if nothing of it is known. */
    public int weight(String soul) {
        DenseNode node = nodes.get(soul);
        return node == null ? 0 : node.weight();
    }

    /** All nodes as they are now; for tests and for small graphs. */
    public List<Node> snapshot() {
        List<Node> all = new ArrayList<>(nodes.size());
        for (DenseNode node = newest; node != null; node = node.older) {
            all.add(node.snapshot());
        }
        return all;
    }

    /** The number of nodes. */
    public int size() {
        return nodes.size();
    }

    /** The estimated bytes in use. */
    public long weight() {
        return weight;
    }

    /** How many nodes were forgotten to make room. */
    public long evicted() {
        return evicted;
    }

    private @Nullable DenseNode touch(String soul) {
        DenseNode node = nodes.get(soul);
        if (node != null && node != newest) {
            unlink(node);
            linkNewest(node);
        }
        return node;
    }

    private void linkNewest(DenseNode node) {
        node.older = newest;
        node.newer = null;
        if (newest != null) {
            newest.newer = node;
        }
        newest = node;
        if (oldest == null) {
            oldest = node;
        }
    }

    private void unlink(DenseNode node) {
        if (node.newer != null) {
            node.newer.older = node.older;
        } else {
            newest = node.older;
        }
        if (node.older != null) {
            node.older.newer = node.newer;
        } else {
            oldest = node.newer;
        }
        node.newer = null;
        node.older = null;
    }
}
