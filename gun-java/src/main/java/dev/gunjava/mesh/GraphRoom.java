package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.limits.GraphLimits;
import dev.gunjava.store.MemoryGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes leave memory when the graph is at its bound, and what is refused when none may. Owned by the thread of the
 * mesh.
 *
 * <p>With a store, whatever is on disk and held by nobody may leave. In memory alone, the node that was used longest ago
 * leaves. Nodes that neighbors are subscribed to leave last, as long as a neighbor's nodes together weigh no more than its
 * share; the program's own never leave.
 */
final class GraphRoom {

    /** How many full nodes are remembered; those in memory are no more than fit into the graph. */
    private static final int MOST_FULL = 64;

    private final MemoryGraph graph;
    private final NodePager pager;
    private final CommitQueue commits;
    private final Subscriptions subscriptions;
    private final ResendBacklog own;
    private final Timers timers;
    private final long largestNode;

    /** How often a full node may lose the older half of its keys, since each time costs a look at all of them, in ms. */
    private static final long HALVING_MILLIS = 1_000;

    /**
     * Nodes that were full when they last grew, and when they lost keys for it. They are few, so that most writes need not
     * be looked at.
     */
    private final Map<String, Long> full = new HashMap<>();

    private final long pinnedBytes;

    GraphRoom(
            MemoryGraph graph,
            GraphLimits limits,
            NodePager pager,
            CommitQueue commits,
            Subscriptions subscriptions,
            ResendBacklog own,
            Timers timers) {
        this.graph = graph;
        this.pager = pager;
        this.commits = commits;
        this.subscriptions = subscriptions;
        this.own = own;
        this.timers = timers;
        this.largestNode = limits.nodeBytes();
        this.pinnedBytes = limits.pinnedBytes();
    }

    /** Why there is no room for these nodes, or null if there is. */
    @Nullable
    String refusal(List<Node> nodes) {
        if (commits.failure() != null) {
            return commits.failure();
        }
        if (pager.isStored()) {
            pager.makeRoom();
        } else if (!graph.makeRoom(this::isPinned) && !graph.makeRoom(own::contains)) {
            return "relay full";
        }
        if (!full.isEmpty()) {
            for (Node node : nodes) {
                if (isFull(node.soul())) {
                    return "the node " + node.soul() + " is full";
                }
            }
        }
        return null;
    }

    private boolean isFull(String soul) {
        Long halved = full.get(soul);
        if (halved == null) {
            return false;
        }
        // Where keys are forgotten anyway, the older ones go first: nobody can fill a list and shut out who comes
        // later.
        if (graph.expires() && timers.now() - halved >= HALVING_MILLIS) {
            full.put(soul, timers.now());
            graph.halve(soul, timers.now());
        }
        boolean still = graph.weight(soul) >= largestNode;
        if (!still) {
            full.remove(soul);
        }
        return still;
    }

    /** Notes that a node has grown, just now: it may be full from now on. */
    void grown(String soul) {
        if (graph.weight(soul) >= largestNode) {
            if (full.size() >= MOST_FULL) {
                full.clear();
            }
            full.putIfAbsent(soul, timers.now() - HALVING_MILLIS);
        }
    }

    private boolean isPinned(String soul) {
        return own.contains(soul) || subscriptions.anySubscriber(soul, neighbor -> pinnedBy(neighbor) <= pinnedBytes);
    }

    /** What a neighbor's subscriptions weigh together; looked at only while the graph is full, once a second at most. */
    private long pinnedBy(Neighbor neighbor) {
        return neighbor.pinned.get(timers.now(), () -> neighbor.subscriptions.stream()
                .mapToLong(interest -> graph.weight(interest.soul()))
                .sum());
    }
}
