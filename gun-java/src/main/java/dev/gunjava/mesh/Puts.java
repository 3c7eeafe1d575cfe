package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.limits.RoutingLimits;
import dev.gunjava.mesh.AckRoutes.Forwarded;
import dev.gunjava.mesh.AckRoutes.Origin;
import dev.gunjava.mesh.DeferredWrites.Quota;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.AckBudget;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what neighbors write: merges it, tells those whom it concerns, and sees to it that each put is acked or
 * refused. Owned by the thread of the mesh.
 */
final class Puts {

    private final MeshOptions.AckPolicy acks;
    private final Admission admission;
    private final Watches watches;
    private final Neighbors neighbors;
    private final Fanout fanout;
    private final NodePager pager;
    private final CommitQueue commits;
    private final WorkQueue dueWrites;
    private final Sender sender;
    private final Dedup dedup;
    private final Timers timers;
    private final RandomGenerator random;
    private final Counters counters;
    private final Quota own;
    private final AckRoutes ackRoutes;

    /**
     * @param acks which puts of neighbors that dialed us are acked
     * @param dueWrites the order of the writes that were held back and are due
     */
    Puts(
            MeshOptions.AckPolicy acks,
            RoutingLimits limits,
            Admission admission,
            Watches watches,
            Neighbors neighbors,
            Fanout fanout,
            NodePager pager,
            CommitQueue commits,
            WorkQueue dueWrites,
            Sender sender,
            Dedup dedup,
            Timers timers,
            RandomGenerator random,
            Counters counters,
            Quota own) {
        this.acks = acks;
        this.ackRoutes = new AckRoutes(limits);
        this.admission = admission;
        this.watches = watches;
        this.neighbors = neighbors;
        this.fanout = fanout;
        this.pager = pager;
        this.commits = commits;
        this.dueWrites = dueWrites;
        this.sender = sender;
        this.dedup = dedup;
        this.timers = timers;
        this.random = random;
        this.counters = counters;
        this.own = own;
    }

    /** Takes in a put, whose nodes are in memory if they are anywhere here. */
    void handle(Neighbor neighbor, Message.Put put) {
        String refusal = admission.refusal(put.nodes(), neighbor.deferred);
        if (refusal != null) {
            counters.refusedPuts.increment();
            neighbor.complain(Neighbor.Fault.REFUSED_PUT, refusal);
            sender.ack(neighbor, put.id(), refusal);
            return;
        }
        CommitBarrier barrier = new CommitBarrier();
        Admission.Merged merged = admission.merge(put.nodes(), barrier, neighbor.deferred);
        commits.add(merged.changes(), put.nodes(), barrier);
        if (!merged.winners().isEmpty()) {
            sender.putBack(neighbor, merged.winners());
        }
        if (!neighbor.has(Capability.RECEIVES_EVERYTHING)) {
            tellAgain(neighbor, merged.overruling());
        }
        int receivers = 0;
        if (!merged.changes().isEmpty()) {
            neighbors.helped(neighbor);
            watches.tell(merged.changes());
            Fanout.Cause cause = Fanout.Cause.put(neighbor, put, merged.intact());
            Origin origin = new Origin(neighbor, put.id());
            receivers =
                    fanout.send(merged.changes(), cause, (ids, told) -> ackRoutes.add(origin, ids, told, timers.now()));
        }
        boolean idle = merged.changes().isEmpty() && !barrier.isExpecting();
        boolean acked = idle ? acksAgain(neighbor, put) : acks(neighbor, put.ok(), receivers);
        barrier.whenComplete(failure -> ack(neighbor, put.id(), acked, failure));
    }

    /**
     * Tells a writer of those of its own values again that have won over others of the same state, where it has asked for
     * them: it may have got the lesser value as an answer since it wrote, and gun.js lets an answer undo a write.
     */
    private void tellAgain(Neighbor writer, List<Node> overruling) {
        List<Node> asked = overruling.stream().filter(writer::isToldOf).toList();
        if (!asked.isEmpty()) {
            sender.putBack(writer, asked);
        }
    }

    private void ack(Neighbor neighbor, String id, boolean acked, @Nullable String failure) {
        if (failure != null) {
            counters.refusedPuts.increment();
            sender.ack(neighbor, id, failure);
        } else if (acked && commits.isDurable()) {
            sender.stored(neighbor, id);
        } else if (acked) {
            sender.ack(neighbor, id, null);
        }
    }

    /** A relay acks by its policy; a client acks what a relay sends it as gun.js does, by chance. */
    private boolean acks(Neighbor neighbor, @Nullable AckBudget ok, int receivers) {
        if (neighbor.has(Capability.ACKED_BY_CHANCE)) {
            return ok != null && random.nextDouble() * ok.peers() < ok.remaining();
        }
        return switch (acks) {
            case STORED -> true;
            case ALONE -> receivers == 0;
            case NEVER -> false;
        };
    }

    /**
     * The same for a put that brings nothing new. One that was passed on waits for the acks of others, and a client acks, as
     * gun.js does, only what is new to it. A write of our own that comes round is not acked: the ack could find its way back
     * to us and pass for a relay's.
     */
    private boolean acksAgain(Neighbor neighbor, Message.Put put) {
        return switch (acks) {
            case STORED -> !neighbor.has(Capability.ACKED_BY_CHANCE) && !dedup.hasWritten(put.id());
            case ALONE -> !neighbor.has(Capability.ACKED_BY_CHANCE) && !dedup.hasPassed(put.id(), put.nodes());
            case NEVER -> false;
        };
    }

    /** The time of a write that was held back has come; the node may have left memory meanwhile. */
    void due(Node cell, CommitBarrier barrier) {
        GraphAccess access = new GraphAccess(pager, commits, dueWrites, Set.of(cell.soul()));
        dueWrites.perform(new GraphTask(access, true, failure -> {
            if (failure == null) {
                List<Node> changes =
                        admission.merge(List.of(cell), barrier, own).changes();
                commits.add(changes, List.of(cell), barrier);
                tell(changes, Fanout.Cause.own(sender.freshId()));
            }
            barrier.arrived(failure);
        }));
    }

    /** Merges what a reply brought, as far as it is valid; returns what changed. */
    List<Node> merge(Neighbor neighbor, Message.Reply reply) {
        if (reply.dropped() > 0) {
            counters.droppedKeys.add(reply.dropped());
            neighbor.complain(Neighbor.Fault.DROPPED_KEYS, "invalid keys in a reply");
        }
        return reply.nodes().isEmpty()
                ? List.of()
                : admission.mergeValid(reply.nodes(), neighbor.deferred).changes();
    }

    /** Stores changes that no put of a neighbor brought, and tells those whom they concern. */
    void publish(List<Node> changes, Fanout.Cause cause) {
        commits.add(changes, changes, new CommitBarrier());
        tell(changes, cause);
    }

    private void tell(List<Node> changes, Fanout.Cause cause) {
        if (!changes.isEmpty()) {
            watches.tell(changes);
            fanout.send(changes, cause, (ids, told) -> {});
        }
    }

    /**
     * Passes an ack back to where the put came from, if it comes from a neighbor that the put went to: a refusal at once,
     * consent when all messages in which the put went on have been acked.
     *
     * @return false if it was of no put that was passed on
     */
    boolean passBack(Neighbor neighbor, Message.Ack ack) {
        Forwarded forwarded = ackRoutes.find(ack.to(), timers.now());
        if (forwarded == null) {
            return false;
        }
        Origin origin = forwarded.origin();
        if (forwarded.settles(neighbor, ack.to(), ack.error() != null)) {
            sender.send(origin.neighbor(), sender.writer().ack(ack, origin.id()));
        }
        return true;
    }

    /** Forgets a neighbor that is gone. */
    void gone(Neighbor neighbor) {
        ackRoutes.remove(neighbor);
    }
}
