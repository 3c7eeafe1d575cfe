package dev.gunjava.mesh;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.mesh.LookupTable.Asker;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.EncodedGraph;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers gets of neighbors and subscribes them: from memory at once, else by {@link Lookups} with others. Every get
 * is answered. Owned by the thread of the mesh.
 */
final class Gets {

    private final MemoryGraph graph;
    private final Subscriptions subscriptions;
    private final EncodedNodeCache encodedNodes;
    private final Answers answers;
    private final Lookups lookups;

    Gets(
            MemoryGraph graph,
            Subscriptions subscriptions,
            EncodedNodeCache encodedNodes,
            Answers answers,
            Lookups lookups) {
        this.graph = graph;
        this.subscriptions = subscriptions;
        this.encodedNodes = encodedNodes;
        this.answers = answers;
        this.lookups = lookups;
    }

    /** Answers a get, whose nodes are in memory if they are anywhere here. */
    void handle(Neighbor neighbor, Message.Get get) {
        String soul = get.soul().exact();
        if (soul == null) {
            handle(neighbor, get, graph.nodes(get.soul(), get.span().reverse()));
            return;
        }
        Asker asker = new Asker(neighbor, get.id(), get.hash());
        if (ReservedNames.refusedAsName(soul)) {
            answers.notFound(asker);
            return;
        }
        Interest interest = new Interest(soul, get.key().exact());
        if (!subscriptions.add(neighbor, interest)) {
            neighbor.complain(Neighbor.Fault.TOO_MANY_SUBSCRIPTIONS, "it has reached its bound of subscriptions");
        }
        List<EncodedGraph> known = known(soul, get.key(), get.span());
        if (known.isEmpty() && get.direct()) {
            answers.notFound(asker);
        } else if (known.isEmpty()) {
            lookups.search(interest, asker);
        } else {
            if (answers.data(asker, known)) {
                lookups.askBack(neighbor, interest);
            }
            lookups.tellRelaysOf(interest);
        }
    }

    /**
     * Subscribes a neighbor who passes on a get that has come by another way before: where relays form a ring, that may
     * be the only time it asks us.
     */
    void repeated(Neighbor neighbor, Message.Get get) {
        String soul = get.soul().exact();
        if (soul != null && !ReservedNames.refusedAsName(soul)) {
            subscriptions.add(neighbor, new Interest(soul, get.key().exact()));
        }
    }

    private List<EncodedGraph> known(String soul, Lex key, Span span) {
        if (key.isAll() && span.equals(Span.ALL)) {
            return encodedNodes.whole(soul);
        }
        Node part = select(soul, key, span);
        return part == null ? List.of() : encodedNodes.of(part);
    }

    private @Nullable Node select(String soul, Lex key, Span span) {
        if (key.exact() != null) {
            return graph.cell(soul, key.exact());
        }
        Node node = graph.node(soul);
        return node == null ? null : new LexRange(key, span).of(node);
    }

    /**
     * Answers with what is known of several nodes, within the budget that the get names. This subscribes to nothing, and
     * nobody else is asked: what others have of a choice of souls can never be known to be all.
     *
     * @param candidates the chosen nodes in the order in which the get wants them; they may hold more keys than it wants
     */
    void handle(Neighbor neighbor, Message.Get get, Iterable<Node> candidates) {
        LexRange selection = new LexRange(get.key(), get.span());
        List<Node> chosen = new ArrayList<>();
        Iterator<Node> nodes = candidates.iterator();
        while (nodes.hasNext() && !selection.isSpent()) {
            Node part = selection.of(nodes.next());
            if (part != null) {
                chosen.add(part);
            }
        }
        Asker asker = new Asker(neighbor, get.id(), get.hash());
        if (chosen.isEmpty()) {
            answers.notFound(asker);
        } else {
            chosen.sort(Comparator.comparing(Node::soul));
            answers.data(asker, chosen, false, get.hash());
        }
    }
}
