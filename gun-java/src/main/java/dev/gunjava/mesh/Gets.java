package dev.gunjava.mesh;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.mesh.Asks.Asker;
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
 * Answers gets of neighbours and subscribes them: from memory at once, else by {@link Inquiries} with others. Every get
 * is answered. Owned by the thread of the mesh.
 */
final class Gets {

    private final MemoryGraph graph;
    private final Subscriptions subscriptions;
    private final Replies replies;
    private final Answers answers;
    private final Inquiries inquiries;

    Gets(MemoryGraph graph, Subscriptions subscriptions, Replies replies, Answers answers, Inquiries inquiries) {
        this.graph = graph;
        this.subscriptions = subscriptions;
        this.replies = replies;
        this.answers = answers;
        this.inquiries = inquiries;
    }

    /** Answers a get, whose nodes are in memory if they are anywhere here. */
    void handle(Peer peer, Message.Get get) {
        String soul = get.soul().exact();
        if (soul == null) {
            handle(peer, get, graph.nodes(get.soul(), get.span().reverse()));
            return;
        }
        Asker asker = new Asker(peer, get.id(), get.hash());
        if (ReservedNames.refusedAsName(soul)) {
            answers.notFound(asker);
            return;
        }
        Interest interest = new Interest(soul, get.key().exact());
        if (!subscriptions.add(peer, interest)) {
            peer.complain(Peer.Fault.TOO_MANY_SUBSCRIPTIONS, "it has reached its bound of subscriptions");
        }
        List<EncodedGraph> known = known(soul, get.key(), get.span());
        if (known.isEmpty() && get.direct()) {
            answers.notFound(asker);
        } else if (known.isEmpty()) {
            inquiries.search(interest, asker);
        } else {
            if (answers.data(asker, known)) {
                inquiries.askBack(peer, interest);
            }
            inquiries.tellRelaysOf(interest);
        }
    }

    /**
     * Subscribes a neighbour who passes on a get that has come by another way before: where relays form a ring, that may
     * be the only time it asks us.
     */
    void repeated(Peer peer, Message.Get get) {
        String soul = get.soul().exact();
        if (soul != null && !ReservedNames.refusedAsName(soul)) {
            subscriptions.add(peer, new Interest(soul, get.key().exact()));
        }
    }

    private List<EncodedGraph> known(String soul, Lex key, Span span) {
        if (key.isAll() && span.equals(Span.ALL)) {
            return replies.whole(soul);
        }
        Node part = select(soul, key, span);
        return part == null ? List.of() : replies.of(part);
    }

    private @Nullable Node select(String soul, Lex key, Span span) {
        if (key.exact() != null) {
            return graph.cell(soul, key.exact());
        }
        Node node = graph.node(soul);
        return node == null ? null : new Selection(key, span).of(node);
    }

    /**
     * Answers with what is known of several nodes, within the budget that the get names. This subscribes to nothing, and
     * nobody else is asked: what others have of a choice of souls can never be known to be all.
     *
     * @param candidates the chosen nodes in the order in which the get wants them; they may hold more keys than it wants
     */
    void handle(Peer peer, Message.Get get, Iterable<Node> candidates) {
        Selection selection = new Selection(get.key(), get.span());
        List<Node> chosen = new ArrayList<>();
        Iterator<Node> nodes = candidates.iterator();
        while (nodes.hasNext() && !selection.isSpent()) {
            Node part = selection.of(nodes.next());
            if (part != null) {
                chosen.add(part);
            }
        }
        Asker asker = new Asker(peer, get.id(), get.hash());
        if (chosen.isEmpty()) {
            answers.notFound(asker);
        } else {
            chosen.sort(Comparator.comparing(Node::soul));
            answers.data(asker, chosen, false, get.hash());
        }
    }
}
