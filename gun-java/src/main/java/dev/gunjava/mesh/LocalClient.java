package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.limits.ClientLimits;
import dev.gunjava.mesh.DeferredWrites.Quota;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.AckBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the program itself reads and writes. A write goes into our graph at once, to all relays, and to them again until
 * one has acked it. Owned by the thread of the mesh.
 */
final class LocalClient {

    /** gun.js's {@code opt.lack}: how long a writer waits for an ack. */
    private static final long ACK_MILLIS = 9_000;

    /** gun.js asks for this many acks with each put that has a callback. */
    private static final int ACKS_WANTED = 9;

    private final boolean dials;
    private final int writeBytes;
    private final MemoryGraph graph;
    private final Admission admission;
    private final LocalWrites writes;
    private final ResendBacklog resendBacklog;
    private final Watches watches;
    private final Fanout fanout;
    private final Lookups lookups;
    private final Neighbors neighbors;
    private final Sender sender;
    private final Dedup dedup;
    private final Timers timers;
    private final NodePager pager;
    private final CommitQueue commits;

    /** The calls, in order. */
    private final WorkQueue calls;

    private final Quota deferred;

    /** @param dials whether there are relays to dial, so that it is worth waiting for one */
    LocalClient(
            boolean dials,
            ClientLimits limits,
            MemoryGraph graph,
            Admission admission,
            ResendBacklog resendBacklog,
            Watches watches,
            Fanout fanout,
            Lookups lookups,
            Neighbors neighbors,
            Sender sender,
            Dedup dedup,
            Timers timers,
            NodePager pager,
            CommitQueue commits,
            WorkQueue calls,
            Quota deferred) {
        this.dials = dials;
        this.writeBytes = limits.writeBytes();
        this.writes = new LocalWrites(limits);
        this.graph = graph;
        this.admission = admission;
        this.resendBacklog = resendBacklog;
        this.watches = watches;
        this.fanout = fanout;
        this.lookups = lookups;
        this.neighbors = neighbors;
        this.sender = sender;
        this.dedup = dedup;
        this.timers = timers;
        this.pager = pager;
        this.commits = commits;
        this.calls = calls;
        this.deferred = deferred;
    }

    // --- writes

    void write(List<Node> nodes, WriteListener listener) {
        inOrder(Nodes.souls(nodes), true, failure -> {
            if (failure == null) {
                writeNow(nodes, listener);
            } else {
                listener.failed(failure);
            }
        });
    }

    /** Does a call when those before it are done and the nodes it concerns are in memory; now, if that is so now. */
    private void inOrder(Set<String> souls, boolean writing, Consumer<@Nullable String> call) {
        calls.perform(new GraphTask(new GraphAccess(pager, commits, calls, souls), writing, call));
    }

    /** The same for a call that writes nothing. What a listener calls for is done at once, before it goes on, if it can be. */
    private void reading(Set<String> souls, Consumer<@Nullable String> call) {
        if (calls.isRunning() && !pager.isStored()) {
            call.accept(null);
        } else {
            inOrder(souls, false, call);
        }
    }

    private void writeNow(List<Node> nodes, WriteListener listener) {
        String refusal = admission.refusal(nodes, deferred);
        if (refusal != null) {
            listener.refused(refusal);
            return;
        }
        List<Outgoing> messages = outgoing(nodes);
        int length = messages.stream()
                .mapToInt(outgoing -> outgoing.put().message().length())
                .sum();
        if (length > writeBytes) {
            listener.refused("a write of " + length + " bytes is over the limit of " + writeBytes);
            return;
        }
        if (dials && !writes.makeRoom(messages.size(), length)) {
            listener.failed("too many writes wait for a relay to acknowledge them");
            return;
        }
        messages.forEach(outgoing -> resendBacklog.wrote(outgoing.put().id(), outgoing.nodes()));
        CommitBarrier barrier = new CommitBarrier();
        List<Node> changes = admission.merge(nodes, barrier, deferred).changes();
        commits.add(changes, nodes, barrier);
        watches.tell(changes);
        messages.forEach(outgoing -> dedup.write(outgoing.put().id(), outgoing.nodes()));
        if (dials) {
            publish(messages, listener);
        }
        if (!changes.isEmpty()) {
            Set<Neighbor> relays = Set.copyOf(neighbors.with(Capability.RECEIVES_EVERYTHING));
            Fanout.Cause cause = Fanout.Cause.own(messages.get(0).put().id()).servedAlready(relays);
            fanout.send(changes, cause, (ids, told) -> {});
        }
        if (!dials) {
            barrier.whenComplete(failure -> tell(listener, failure));
        }
    }

    /** A message that brings a write to relays, or a piece of it. */
    private record Outgoing(List<Node> nodes, OutgoingPut put) {}

    private List<Outgoing> outgoing(List<Node> nodes) {
        AckBudget ok = new AckBudget(ACKS_WANTED, Math.max(1, neighbors.size()));
        List<Outgoing> messages = new ArrayList<>();
        for (List<Node> part : separate(nodes)) {
            for (List<Node> piece : sender.chunks(part)) {
                String id = sender.freshId();
                messages.add(new Outgoing(
                        piece, OutgoingPut.of(id, piece, sender.writer().put(id, piece, ok))));
            }
        }
        return messages;
    }

    /** Nodes that are withheld from some relays go in messages of their own, so that the others do not wait for them. */
    private static List<List<Node>> separate(List<Node> nodes) {
        if (nodes.stream().noneMatch(node -> ReservedNames.crashesUnasked(node.soul()))) {
            return List.of(nodes);
        }
        List<List<Node>> parts = new ArrayList<>();
        List<Node> ordinary = new ArrayList<>();
        for (Node node : nodes) {
            if (ReservedNames.crashesUnasked(node.soul())) {
                parts.add(List.of(node));
            } else {
                ordinary.add(node);
            }
        }
        if (!ordinary.isEmpty()) {
            parts.add(0, ordinary);
        }
        return parts;
    }

    private void publish(List<Outgoing> messages, WriteListener listener) {
        WriteListener each = messages.size() == 1 ? listener : new AckCollector(messages.size(), listener);
        messages.forEach(outgoing -> writes.add(outgoing.put(), each));
        timers.after(
                ACK_MILLIS,
                () -> messages.forEach(outgoing -> writes.giveUp(
                        outgoing.put().id(), "no relay acknowledged the write within " + ACK_MILLIS + " ms")));
        neighbors
                .with(Capability.RECEIVES_EVERYTHING)
                .forEach(relay -> messages.forEach(outgoing -> sender.send(relay, outgoing.put())));
    }

    private static void tell(WriteListener listener, @Nullable String failure) {
        if (failure == null) {
            listener.stored();
        } else {
            listener.failed(failure);
        }
    }

    /** A neighbor has acked a write of ours, or refused it; what it says counts if our writes are sent to it. */
    void acked(Neighbor neighbor, Message.Ack ack) {
        if (!neighbor.has(Capability.RECEIVES_EVERYTHING)) {
            return;
        }
        if (neighbor.has(Capability.KEEPS_OUR_WRITES)) {
            resendBacklog.acked(ack.to(), neighbor.connection.name());
        }
        writes.ack(ack.to(), ack.error());
    }

    // --- relays come, and come again

    /** Sends to a relay that has come up what no relay has acked yet. */
    void relayUp(Neighbor relay) {
        writes.unacked().forEach(put -> sender.send(relay, put));
    }

    /** Sends to a relay what was withheld from it until it turned out not to be gun.js. */
    void mayTellReserved(Neighbor relay) {
        writes.unacked().stream().filter(put -> !put.reserved().isEmpty()).forEach(put -> sender.send(relay, put));
    }

    /** Sends to a relay that has come up what others have acked and it may lack, as it is now. */
    void relayNamed(Neighbor relay, String pid) {
        List<Node> missing = new ArrayList<>();
        for (String soul : resendBacklog.missingAt(relay.connection.name(), pid)) {
            Node node = graph.node(soul);
            if (node != null) {
                missing.add(node);
            }
        }
        sender.put(relay, missing);
    }

    // --- reads

    void watch(Interest interest, Watcher watcher) {
        reading(Set.of(interest.soul()), failure -> {
            watches.add(interest, watcher);
            Node known = known(interest);
            if (known != null) {
                watcher.changed(known);
            }
            lookups.tellRelaysOf(interest);
        });
    }

    private @Nullable Node known(Interest interest) {
        return interest.key() == null ? graph.node(interest.soul()) : graph.cell(interest.soul(), interest.key());
    }

    void unwatch(Interest interest, Watcher watcher) {
        watches.remove(interest, watcher);
        // A watch that waits for its node may be on its way.
        if (!calls.isEmpty()) {
            inOrder(Set.of(), false, failure -> watches.remove(interest, watcher));
        }
    }

    void find(Interest interest, Finder finder) {
        reading(Set.of(interest.soul()), failure -> lookups.find(interest, finder, dials));
    }

    /** Fails the writes that still wait for an ack. */
    void close() {
        writes.close();
    }
}
