package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.graph.StateClock;
import dev.gunjava.graph.WritePolicy;
import dev.gunjava.mesh.DeferredWrites.Quota;
import dev.gunjava.store.MemoryGraph;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may enter the graph, and what comes of it. A put is judged whole before anything of it merges; of a reply, what
 * is good enters. Writes from the near future are held back until their time, as many as the limits allow. Owned by
 * the thread of the mesh.
 */
final class Admission {

    private final WritePolicy policy;
    private final double futureMillis;
    private final MemoryGraph graph;
    private final StateClock clock;
    private final Timers timers;
    private final Counters counters;
    private final GraphRoom room;
    private final DeferredWrites deferred;

    Admission(
            MeshOptions options,
            MemoryGraph graph,
            StateClock clock,
            Timers timers,
            Counters counters,
            GraphRoom room,
            DeferredWrites deferred) {
        this.policy = options.policy();
        this.futureMillis = options.limits().graph().future().toMillis();
        this.graph = graph;
        this.clock = clock;
        this.timers = timers;
        this.counters = counters;
        this.room = room;
        this.deferred = deferred;
    }

    /**
     * What a merge brought about.
     *
     * @param changes the keys that changed
     * @param winners the keys for which another value than the writer's was kept, as they are here
     * @param overruling the keys for which the writer's value won over another of the same state
     * @param intact whether every key of the write changed
     */
    record Merged(List<Node> changes, List<Node> winners, List<Node> overruling, boolean intact) {}

    /**
     * Why these nodes may not be written, or null if they may.
     *
     * @param quota of the writer, for what is to be held back
     */
    @Nullable
    String refusal(List<Node> nodes, Quota quota) {
        double now = clock.now();
        boolean future = false;
        for (Node node : nodes) {
            if (ReservedNames.refusedAsName(node.soul())) {
                return "the soul " + node.soul() + " is reserved";
            }
            for (int i = 0; i < node.size(); i++) {
                String refusal = refusal(node, i, now);
                if (refusal != null) {
                    return refusal;
                }
                future |= node.state(i) > now;
            }
        }
        if (future && !deferred.hasRoom(nodes, now, quota)) {
            return "too many writes from the future are held back already";
        }
        return room.refusal(nodes);
    }

    private @Nullable String refusal(Node node, int index, double now) {
        String key = node.key(index);
        if (ReservedNames.refusedAsKey(key)) {
            return "the key " + key + " is reserved";
        }
        if (node.state(index) > now + futureMillis) {
            return "the state of " + key + " is too far in the future";
        }
        return policy.refusal(node.soul(), key, node.value(index));
    }

    /**
     * Merges nodes that were judged before.
     *
     * @param barrier expects one more part for each key that is held back
     * @param quota of the writer
     */
    Merged merge(List<Node> nodes, CommitBarrier barrier, Quota quota) {
        List<Node> changes = new ArrayList<>(nodes.size());
        List<Node> winners = List.of();
        List<Node> overruling = List.of();
        boolean intact = true;
        for (Node node : nodes) {
            NodeMerge merge = new NodeMerge(node, barrier, quota);
            changes = merge.addChanges(changes);
            winners = add(merge.won, winners);
            overruling = add(merge.overruling, overruling);
            intact &= merge.intact();
        }
        return new Merged(changes, winners, overruling, intact);
    }

    /** These are rare, so that no list is made for those that there are not. */
    private static List<Node> add(Node.@Nullable Builder keys, List<Node> to) {
        if (keys == null) {
            return to;
        }
        List<Node> more = new ArrayList<>(to);
        more.add(keys.build());
        return more;
    }

    /** Merges the keys of a reply that may enter; the others are counted. */
    Merged mergeValid(List<Node> nodes, Quota quota) {
        List<Node> valid = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            Node kept = refusal(List.of(node), quota) == null ? node : validKeys(node, quota);
            if (!kept.isEmpty()) {
                valid.add(kept);
            }
            counters.droppedKeys.add(node.size() - kept.size());
        }
        return merge(valid, new CommitBarrier(), quota);
    }

    private Node validKeys(Node node, Quota quota) {
        Node.Builder valid = Node.builder(node.soul());
        for (int i = 0; i < node.size(); i++) {
            Node cell = Node.of(node.soul(), node.key(i), node.value(i), node.state(i));
            if (refusal(List.of(cell), quota) == null) {
                valid.add(node.key(i), node.value(i), node.state(i));
            }
        }
        return valid.build();
    }

    /** The merge of one node; lives for as long as that takes. */
    private final class NodeMerge {
        private final Node node;
        private final CommitBarrier barrier;
        private final Quota quota;
        private final Node.Builder changed;
        private Node.@Nullable Builder won;
        private Node.@Nullable Builder overruling;

        NodeMerge(Node node, CommitBarrier barrier, Quota quota) {
            this.node = node;
            this.barrier = barrier;
            this.quota = quota;
            this.changed = Node.builder(node.soul());
            double now = clock.now();
            long elapsed = timers.now();
            for (int i = 0; i < node.size(); i++) {
                merge(node.key(i), node.value(i), node.state(i), now, elapsed);
            }
            if (changed.size() > 0) {
                counters.merges.add(changed.size());
                room.grown(node.soul());
            }
        }

        private void merge(String key, GunValue value, double state, double now, long elapsed) {
            Ham.Decision decision = graph.merge(node.soul(), key, value, state, now, elapsed);
            if (decision.stores()) {
                changed.add(key, value, state);
                if (decision == Ham.Decision.OVERRULE) {
                    overruling = overruling == null ? Node.builder(node.soul()) : overruling;
                    overruling.add(key, value, state);
                }
            } else if (decision == Ham.Decision.DEFER) {
                deferred.add(Node.of(node.soul(), key, value, state), now, barrier, quota);
            } else {
                noteWinner(key, value, state);
            }
        }

        private void noteWinner(String key, GunValue value, double state) {
            Node cell = graph.cell(node.soul(), key);
            if (cell != null && (cell.state(0) > state || !cell.value(0).equals(value))) {
                won = won == null ? Node.builder(node.soul()) : won;
                won.add(key, cell.value(0), cell.state(0));
            }
        }

        boolean intact() {
            return changed.size() == node.size();
        }

        List<Node> addChanges(List<Node> changes) {
            if (changed.size() > 0) {
                changes.add(intact() ? node : changed.build());
            }
            return changes;
        }
    }
}
