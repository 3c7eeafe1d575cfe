package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.mesh.AckRoutes.Origin;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.AckBudget;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what neighbours write: merges it, tells those whom it concerns, and sees to it that each put is acked or
 * refused. Owned by the thread of the mesh.
 */
final class Puts {

    private final MeshOptions.AckPolicy acks;
    private final Admission admission;
    private final Watches watches;
    private final Fanout fanout;
    private final @Nullable Residence residence;
    private final Sender sender;
    private final Timers timers;
    private final RandomGenerator random;
    private final Counters counters;
    private final AckRoutes ackRoutes = new AckRoutes();

    /**
     * @param acks which puts of neighbours that dialled us are acked
     * @param residence null if the graph is in memory alone
     */
    Puts(
            MeshOptions.AckPolicy acks,
            Admission admission,
            Watches watches,
            Fanout fanout,
            @Nullable Residence residence,
            Sender sender,
            Timers timers,
            RandomGenerator random,
            Counters counters) {
        this.acks = acks;
        this.admission = admission;
        this.watches = watches;
        this.fanout = fanout;
        this.residence = residence;
        this.sender = sender;
        this.timers = timers;
        this.random = random;
        this.counters = counters;
    }

    /** Takes in a put, whose nodes are in memory if they are anywhere here. */
    void handle(Peer peer, Message.Put put) {
        String refusal = admission.refusal(put.nodes());
        if (refusal != null) {
            counters.refusedPuts.increment();
            peer.complain(Peer.Fault.REFUSED_PUT, refusal);
            sender.ack(peer, put.id(), refusal);
            return;
        }
        Receipt receipt = new Receipt();
        Admission.Merged merged = admission.merge(put.nodes(), receipt);
        if (!merged.winners().isEmpty()) {
            sender.put(peer, merged.winners());
        }
        if (!peer.dialled()) {
            tellAgain(peer, merged.overruling());
        }
        int receivers = 0;
        if (!merged.changes().isEmpty()) {
            watches.tell(merged.changes());
            Fanout.Cause cause = new Fanout.Cause(peer, put.id(), merged.intact(), put.ok(), put.others(), Set.of());
            Origin origin = new Origin(peer, put.id());
            receivers = fanout.send(merged.changes(), cause, id -> ackRoutes.add(id, origin, timers.now()));
        }
        boolean acked = acks(peer, put.ok(), receivers);
        if (residence == null) {
            if (acked) {
                sender.ack(peer, put.id(), null);
            }
            return;
        }
        residence.commits().add(merged.changes(), put.nodes(), receipt);
        receipt.whenComplete(failure -> ackStored(peer, put.id(), acked, failure));
    }

    /**
     * Tells a writer of those of its own values again that have won over others of the same state, where it has asked for
     * them: it may have got the lesser value as an answer since it wrote, and gun.js lets an answer undo a write.
     */
    private void tellAgain(Peer writer, List<Node> overruling) {
        List<Node> asked = overruling.stream().filter(writer::isToldOf).toList();
        if (!asked.isEmpty()) {
            sender.put(writer, asked);
        }
    }

    private void ackStored(Peer peer, String id, boolean acked, @Nullable String failure) {
        if (failure != null) {
            counters.refusedPuts.increment();
            sender.ack(peer, id, failure);
        } else if (acked) {
            sender.stored(peer, id);
        }
    }

    /** A relay acks by its policy; a client acks what a relay sends it as gun.js does, by chance. */
    private boolean acks(Peer peer, @Nullable AckBudget ok, int receivers) {
        if (peer.dialled()) {
            return ok != null && random.nextDouble() * ok.peers() < ok.remaining();
        }
        return switch (acks) {
            case STORED -> true;
            case ALONE -> receivers == 0;
            case NEVER -> false;
        };
    }

    /** The time of a write that was held back has come; the node may have left memory meanwhile. */
    void due(Node cell, Receipt receipt) {
        if (residence == null) {
            publish(admission.merge(List.of(cell), receipt).changes(), Fanout.Cause.own(sender.freshId()));
            return;
        }
        residence.newLane().add(Set.of(cell.soul()), true, failure -> {
            if (failure == null) {
                List<Node> changes = admission.merge(List.of(cell), receipt).changes();
                residence.commits().add(changes, List.of(cell), receipt);
                tell(changes, Fanout.Cause.own(sender.freshId()));
            }
            receipt.arrived(failure);
        });
    }

    /** Merges what a reply brought, as far as it is valid; returns what changed. */
    List<Node> merge(Peer peer, Message.Reply reply) {
        if (reply.dropped() > 0) {
            counters.droppedKeys.add(reply.dropped());
            peer.complain(Peer.Fault.DROPPED_KEYS, "invalid keys in a reply");
        }
        return reply.nodes().isEmpty()
                ? List.of()
                : admission.mergeValid(reply.nodes()).changes();
    }

    /** Stores changes that no put of a neighbour brought, and tells those whom they concern. */
    void publish(List<Node> changes, Fanout.Cause cause) {
        if (residence != null) {
            residence.commits().add(changes, changes, new Receipt());
        }
        tell(changes, cause);
    }

    private void tell(List<Node> changes, Fanout.Cause cause) {
        if (!changes.isEmpty()) {
            watches.tell(changes);
            fanout.send(changes, cause, id -> {});
        }
    }

    /** Passes an ack back to where the put came from; returns false if it was of none that was passed on. */
    boolean passBack(Peer peer, Message.Ack ack) {
        Origin origin = ackRoutes.find(ack.to(), timers.now());
        if (origin == null) {
            return false;
        }
        if (origin.peer() != peer) {
            sender.send(origin.peer(), sender.writer().ack(ack, origin.id()));
        }
        return true;
    }

    /** Forgets a neighbour that is gone. */
    void gone(Peer peer) {
        ackRoutes.remove(peer);
    }
}
