package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.GraphLimits;
import dev.gunjava.store.GraphStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The changes on their way to the store. Those of one turn go there together. At the limit the mesh works on
 * no further write until the store has caught up, so that its neighbors are not read; nothing is refused for that. Where
 * there is no store, a change is as safe as it gets at once. Owned by the thread of the mesh.
 *
 * <p>Once the store has failed, every put is refused with the reason, also one that would change nothing: what is in
 * memory may not be what is on disk.
 */
final class CommitQueue {

    private static final int CELL_BYTES = 64;

    private final @Nullable GraphStore store;
    /** The limit of changes not yet on disk, by the estimate of {@link #weight}; one message may exceed it. */
    private final long mostBytes;

    private final Executor turns;
    private final Runnable caughtUp;
    private final Map<String, Integer> uncommitted = new HashMap<>();
    private final Set<WorkQueue> starved = new LinkedHashSet<>();
    private Batch gathering = new Batch();
    private long waiting;
    private @Nullable String failure;

    /**
     * @param store null where the graph is in memory alone
     * @param turns runs work on the thread of the mesh, later
     * @param caughtUp told when writes have reached the disk, so that nodes may leave memory
     */
    CommitQueue(@Nullable GraphStore store, GraphLimits limits, Executor turns, Runnable caughtUp) {
        this.store = store;
        this.mostBytes = limits.uncommittedBytes();
        this.turns = turns;
        this.caughtUp = caughtUp;
    }

    /** The changes of one turn, and the barriers that wait for them. */
    private static final class Batch {
        final List<Node> changes = new ArrayList<>();
        final List<CommitBarrier> barriers = new ArrayList<>();
        long weight;
    }

    /** Whether changes go to a disk. */
    boolean isDurable() {
        return store != null;
    }

    /**
     * Has changes written; the barrier's part arrives when they are on disk.
     *
     * @param written all that was to be written, for which to wait too where it is on its way to the disk already
     */
    void add(List<Node> changes, List<Node> written, CommitBarrier barrier) {
        barrier.expect();
        if (store == null
                || failure != null
                || (changes.isEmpty() && written.stream().noneMatch(node -> holds(node.soul())))) {
            barrier.arrived(failure);
            return;
        }
        for (Node node : changes) {
            uncommitted.merge(node.soul(), 1, Integer::sum);
            gathering.weight += weight(node);
        }
        gathering.changes.addAll(changes);
        gathering.barriers.add(barrier);
    }

    private static long weight(Node node) {
        long weight = 0;
        for (int i = 0; i < node.size(); i++) {
            int text =
                    node.value(i) instanceof GunValue.Text value ? value.value().length() : 0;
            weight += CELL_BYTES + node.soul().length() + node.key(i).length() + text;
        }
        return weight;
    }

    /** Hands over what the turn has gathered. */
    void flush() {
        if (gathering.barriers.isEmpty()) {
            return;
        }
        Batch batch = gathering;
        gathering = new Batch();
        waiting += batch.weight;
        GraphStore target = Objects.requireNonNull(store, "a graph in memory alone has nothing to commit");
        StoreCall.make(
                () -> target.write(batch.changes),
                turns,
                nothing -> committed(batch, null),
                error -> committed(batch, error));
    }

    private void committed(Batch batch, @Nullable Throwable error) {
        waiting -= batch.weight;
        batch.changes.forEach(
                node -> uncommitted.computeIfPresent(node.soul(), (soul, count) -> count == 1 ? null : count - 1));
        if (error != null && failure == null) {
            failure = StoreCall.reason(error);
        }
        try {
            batch.barriers.forEach(barrier -> barrier.arrived(failure));
        } finally {
            List<WorkQueue> woken = List.copyOf(starved);
            starved.clear();
            woken.forEach(WorkQueue::wake);
            caughtUp.run();
        }
    }

    /** Why nothing can be written any more, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Whether more may be written now; if not, the queue is woken when it may. */
    boolean hasRoom(WorkQueue queue) {
        boolean room = waiting + gathering.weight < mostBytes;
        if (!room) {
            starved.add(queue);
        }
        return room;
    }

    /** The nodes of which something is not on disk yet. */
    Set<String> uncommitted() {
        return uncommitted.keySet();
    }

    /** Whether something of the node is not on disk yet, so that it must stay in memory. */
    boolean holds(String soul) {
        return uncommitted.containsKey(soul);
    }
}
