package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.limits.SendLimits;
import dev.gunjava.mesh.LookupTable.Asker;
import dev.gunjava.mesh.Neighbor.Fault;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.EncodedGraph;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers gets of neighbors and subscribes them: from the graph, else by {@link Lookups} with others. Every get is
 * answered. Owned by the thread of the mesh.
 */
final class Gets {

    /** How far the question of a get goes if nothing is known here. */
    enum Reach {
        /** No further: the asker wants what we have. */
        HERE,

        /** To no other neighbors than those that are asked already: it has come by another way before. */
        LOOKUPS_IN_FLIGHT,

        /** To others. */
        OTHERS
    }

    private final MemoryGraph graph;
    private final Subscriptions subscriptions;
    private final EncodedNodeCache encodedNodes;
    private final Sender sender;
    private final Lookups lookups;
    private final SendLimits limits;

    Gets(
            MemoryGraph graph,
            Subscriptions subscriptions,
            EncodedNodeCache encodedNodes,
            Sender sender,
            Lookups lookups,
            SendLimits limits) {
        this.graph = graph;
        this.subscriptions = subscriptions;
        this.encodedNodes = encodedNodes;
        this.sender = sender;
        this.lookups = lookups;
        this.limits = limits;
    }

    /**
     * Begins to answer a get of one node, which is in memory if it is anywhere here.
     *
     * @param repeated whether another neighbor has asked the same under the same id. Where relays form a ring, a get comes by
     *     two ways. So its sender is answered and subscribed, but the get is not passed on again
     * @return what is left of the answer, or null if nothing is
     */
    @Nullable
    Answer answer(Neighbor neighbor, String soul, Message.Get get, boolean repeated) {
        Asker asker = new Asker(neighbor, get.id(), get.hash());
        Reach reach = get.direct() ? Reach.HERE : repeated ? Reach.LOOKUPS_IN_FLIGHT : Reach.OTHERS;
        if (ReservedNames.refusedAsName(soul)) {
            sender.notFound(asker);
            return null;
        }
        Interest interest = new Interest(soul, get.key().exact());
        if (!subscriptions.add(neighbor, interest)) {
            neighbor.complain(Fault.TOO_MANY_SUBSCRIPTIONS, "it has reached its bound of subscriptions");
        }
        boolean whole = get.key().isAll() && get.span().equals(Span.ALL);
        if (whole && encodedNodes.takes(soul)) {
            answerFromCache(asker, interest, reach);
            return null;
        }
        LexRange range = new LexRange(get.key(), get.span());
        NodeSlices slices = new NodeSlices.OfNode(graph, limits, soul, range);
        return new Answer(asker, slices, range, limits, this, interest, reach);
    }

    private void answerFromCache(Asker asker, Interest interest, Reach reach) {
        EncodedGraph known = encodedNodes.whole(interest.soul());
        if (known == null) {
            nothing(asker, interest, reach);
        } else {
            answered(asker, interest, sender.data(asker, known, false, asker.knownHash()));
        }
    }

    /**
     * Looks further after an answer.
     *
     * @param interest what was answered, or null for a choice of nodes
     * @param needed false if the asker had just this
     */
    void answered(Asker asker, @Nullable Interest interest, boolean needed) {
        if (interest != null) {
            if (needed) {
                lookups.askBack(asker.neighbor(), interest);
            }
            lookups.tellRelaysOf(interest);
        }
    }

    /** Asks others for what is not known here, as far as the question goes. */
    void nothing(Asker asker, @Nullable Interest interest, Reach reach) {
        boolean answered = interest != null
                && switch (reach) {
                    case HERE -> false;
                    case LOOKUPS_IN_FLIGHT -> lookups.join(interest, asker);
                    case OTHERS -> {
                        lookups.search(interest, asker);
                        yield true;
                    }
                };
        if (!answered) {
            sender.notFound(asker);
        }
    }

    /**
     * Answers with what is known of a choice of nodes, within the budget that the get names. This subscribes to nothing,
     * and nobody else is asked: what others have of a choice of souls can never be known to be all.
     */
    Answer answer(Neighbor neighbor, Message.Get get) {
        LexRange range = new LexRange(get.key(), get.span());
        return choice(neighbor, get, new NodeSlices.OfChoice(graph, limits, get.soul(), range), range);
    }

    /** The same from what a store has found, which may hold more keys than the get wants. */
    Answer answer(Neighbor neighbor, Message.Get get, List<Node> found) {
        LexRange range = new LexRange(get.key(), get.span());
        return choice(
                neighbor, get, new NodeSlices.OfFound(found, limits, get.span().reverse()), range);
    }

    private Answer choice(Neighbor neighbor, Message.Get get, NodeSlices slices, LexRange range) {
        Asker asker = new Asker(neighbor, get.id(), get.hash());
        return new Answer(asker, slices, range, limits, this, null, Reach.HERE);
    }

    /**
     * Sends one message of an answer.
     *
     * @param more whether further messages follow
     * @param part whether this is one of several, so that the hash that the asker knows does not count
     * @return false if there was no need to send it, since the asker has just this
     */
    boolean data(Asker asker, List<Node> nodes, boolean more, boolean part) {
        return sender.data(asker, sender.writer().graph(nodes), more, part ? null : asker.knownHash());
    }
}
