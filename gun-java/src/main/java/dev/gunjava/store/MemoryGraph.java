package dev.gunjava.store;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.SeededHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** How many nodes one call puts in order. */
    private static final int ORDERED_AT_ONCE = 2_000;

    private final long maxBytes;
    private final int keepSeconds;
    private final SeededHash hash;
    private final SoulTable nodes;
    private final SharedKeys sharedKeys = new SharedKeys();

    /** The nodes in order of their souls, once somebody has asked for a choice of them. */
    private @Nullable NavigableMap<String, DenseNode> ordered;

    /** The places of the table whose nodes are in {@link #ordered}; it has every node that was added since. */
    private int orderedPlaces;

    private boolean inOrder;

    /** Whether a choice of nodes was looked for since {@link #forgetOrder} was last called. */
    private boolean orderUsed;

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
     * Some of the keys of a node, which follow a key in their order by UTF-16 unit.
     *
     * @param keys the keys, sorted, whichever the direction
     * @param last whether no key follows
     */
    public record Slice(Node keys, boolean last) {}

    /**
     * The keys of a node from one on in a direction, as many as fit.
     *
     * @param from the key to begin at, which need not exist, or null for the first one
     * @param inclusive whether that key itself may be given
     * @param reverse whether to go from the greatest key to the least
     * @param most how many keys at most, above zero
     * @param bytes about how many bytes of values; the key that uses them up is still given
     * @return null if nothing is known of the node
     */
    public @Nullable Slice slice(
            String soul, @Nullable String from, boolean inclusive, boolean reverse, int most, int bytes) {
        DenseNode node = touch(soul);
        return node == null ? null : node.slice(from, inclusive, reverse, most, bytes);
    }

    /**
     * Puts souls in order, as many as {@link #ORDERED_AT_ONCE}; from then on they are kept in order until that is
     * {@linkplain #forgetOrder forgotten}.
     *
     * @return whether all are in order by now
     */
    public boolean order() {
        orderUsed = true;
        if (inOrder) {
            return true;
        }
        if (ordered == null) {
            ordered = new TreeMap<>();
        }
        int until = Math.min(nodes.places(), orderedPlaces + ORDERED_AT_ONCE);
        for (; orderedPlaces < until; orderedPlaces++) {
            DenseNode node = nodes.at(orderedPlaces);
            if (node != null) {
                ordered.put(node.soul, node);
            }
        }
        inOrder = orderedPlaces == nodes.places();
        return inOrder;
    }

    /** Forgets the order of the souls, unless it was used since this was last called: it takes 40 bytes for each. */
    public void forgetOrder() {
        if (!orderUsed) {
            ordered = null;
            orderedPlaces = 0;
            inOrder = false;
        }
        orderUsed = false;
    }

    /**
     * The soul that follows one among those chosen, or null if there is none.
     *
     * @param after the soul that it follows, or null for the first one
     * @param reverse whether to go from the greatest soul to the least
     * @throws IllegalStateException if the souls are not {@linkplain #order in order}
     */
    public @Nullable String soul(Lex souls, @Nullable String after, boolean reverse) {
        if (ordered == null || !inOrder) {
            throw new IllegalStateException("the souls are not in order");
        }
        NavigableMap<String, DenseNode> chosen = souls.within(ordered);
        NavigableMap<String, DenseNode> onward = reverse ? chosen.descendingMap() : chosen;
        Map.Entry<String, DenseNode> next = after == null ? onward.firstEntry() : onward.higherEntry(after);
        return next == null ? null : next.getKey();
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

    /**
     * Forgets keys of a node until half of its weight is gone, those written longest ago first; those of the current second
     * stay, whatever it weighs then. Only for a graph whose keys have a time to live.
     */
    public void halve(String soul, long elapsedMillis) {
        DenseNode node = nodes.get(soul);
        if (node == null) {
            return;
        }
        int now = (int) (elapsedMillis / 1_000);
        int target = node.weight() / 2;
        int freed = 0;
        for (int age = keepSeconds / 2; age > 0 && node.weight() > target; age /= 2) {
            freed += node.removeWrittenBefore(now - age);
        }
        if (node.weight() > target) {
            freed += node.removeWrittenBefore(now);
        }
        weight -= freed;
        if (node.size() == 0) {
            weight -= node.weight();
            unlink(node);
            remove(node);
        } else if (freed > 0) {
            changed(node);
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
