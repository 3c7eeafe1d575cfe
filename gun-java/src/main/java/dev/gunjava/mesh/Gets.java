package dev.gunjava.mesh;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.mesh.Asks.Ask;
import dev.gunjava.mesh.Asks.Asker;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.Span;
import dev.gunjava.wire.MessageIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers gets: from memory at once; else by asking others, relays first and all together, then those who dialled us, a
 * few at a time. Every get is answered, at the latest with <em>not found</em> after {@link #NOT_FOUND_MILLIS}; what
 * comes later still reaches the asker, who is subscribed by then. Owned by the thread of the mesh.
 *
 * <p>gun.js asks everybody for every get and, without storage, never says that there is nothing.
 */
final class Gets {

    /** How long a neighbour waits at most to hear that there is nothing. */
    static final long NOT_FOUND_MILLIS = 80;

    /** How long a search of our own waits for somebody to answer. */
    static final long FIND_MILLIS = 5_000;

    /** gun.js asks this many at a turn, and waits this long before the next. */
    private static final int TURN = 3;

    private static final long TURN_MILLIS = 25;

    /** How long those wait who have been asked back for as much as is fair. */
    private static final long ASK_BACK_MILLIS = 250;

    /** A node of more keys than this is answered in several messages, as gun.js does with far smaller pieces. */
    private static final int CHUNK_KEYS = 500;

    private final MeshOptions options;
    private final MemoryGraph graph;
    private final Subscriptions subscriptions;
    private final Watches watches;
    private final Neighbours neighbours;
    private final Admission admission;
    private final FrameWriter writer;
    private final MessageIds ids;
    private final Dedup dedup;
    private final Timers timers;
    private final TimeSource time;
    private final Counters counters;
    private final Asks asks = new Asks();
    private boolean closed;

    Gets(
            MeshOptions options,
            MemoryGraph graph,
            Subscriptions subscriptions,
            Watches watches,
            Neighbours neighbours,
            Admission admission,
            FrameWriter writer,
            MessageIds ids,
            Dedup dedup,
            Timers timers,
            TimeSource time,
            Counters counters) {
        this.options = options;
        this.graph = graph;
        this.subscriptions = subscriptions;
        this.watches = watches;
        this.neighbours = neighbours;
        this.admission = admission;
        this.writer = writer;
        this.ids = ids;
        this.dedup = dedup;
        this.timers = timers;
        this.time = time;
        this.counters = counters;
    }

    /**
     * Answers a neighbour's get and subscribes it.
     *
     * @return false if the neighbour has as many subscriptions as it may have
     */
    boolean handle(Peer peer, Message.Get get) {
        String soul = get.soul().exact();
        if (soul == null) {
            handle(peer, get, graph.nodes(get.soul(), get.span().reverse()));
            return true;
        }
        if (ReservedNames.refusedAsName(soul)) {
            notFound(peer, get.id());
            return true;
        }
        Interest interest = new Interest(soul, get.key().exact());
        boolean subscribed = subscriptions.add(peer, interest);
        Asker asker = new Asker(peer, get.id(), get.hash());
        Node known = select(soul, get.key(), get.span());
        if (known != null) {
            if (reply(asker, known)) {
                askBack(peer, interest);
            }
            tellRelaysOf(interest);
        } else {
            search(interest, asker, get.id());
        }
        return subscribed;
    }

    private @Nullable Node select(String soul, Lex key, Span span) {
        if (key.exact() != null) {
            return graph.cell(soul, key.exact());
        }
        Node node = graph.node(soul);
        return node == null || (key.isAll() && span.equals(Span.ALL)) ? node : new Selection(key, span).of(node);
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
        if (chosen.isEmpty()) {
            notFound(peer, get.id());
        } else {
            chosen.sort(Comparator.comparing(Node::soul));
            send(new Asker(peer, get.id(), get.hash()), chosen, false, get.hash());
        }
    }

    /** Answers with a node; returns false if there was no need, since the asker has just this. */
    private boolean reply(Asker asker, Node node) {
        if (node.size() <= CHUNK_KEYS) {
            return send(asker, List.of(node), false, asker.knownHash());
        }
        for (int from = 0; from < node.size(); from += CHUNK_KEYS) {
            int to = Math.min(node.size(), from + CHUNK_KEYS);
            Node.Builder chunk = Node.builder(node.soul());
            for (int i = from; i < to; i++) {
                chunk.add(node.key(i), node.value(i), node.state(i));
            }
            send(asker, List.of(chunk.build()), to < node.size(), null);
        }
        return true;
    }

    private boolean send(Asker asker, List<Node> nodes, boolean more, @Nullable Integer knownHash) {
        EncodedMessage reply = writer.reply(ids.next(), asker.id(), nodes, more, knownHash);
        if (reply != null) {
            answer(asker.peer(), reply);
        }
        return reply != null;
    }

    private void notFound(Peer peer, String id) {
        counters.notFound.increment();
        answer(peer, writer.notFound(ids.next(), id));
    }

    /** Says that there is nothing here; then the asker may yet have it, who has not been asked. */
    private void notFound(Asker asker, Interest interest) {
        notFound(asker.peer(), asker.id());
        askBack(asker.peer(), interest);
    }

    private void answer(Peer peer, EncodedMessage message) {
        peer.connection.answer(message);
        neighbours.touched(peer);
    }

    // --- asking others

    private void search(Interest interest, Asker asker, String id) {
        Ask ask = asks.inFlight(interest);
        if (ask == null) {
            ask = new Ask(id, interest, time.elapsedMillis());
            nominate(ask, asker.peer());
            if (ask.candidates.isEmpty()) {
                notFound(asker, interest);
                return;
            }
            begin(ask);
        }
        ask.askers.add(asker);
        Ask waiting = ask;
        timers.at(time.elapsedMillis() + NOT_FOUND_MILLIS, () -> giveUp(waiting, asker));
    }

    /** Looks for something for ourselves; the finder is told when it is as good as it gets. */
    void find(Interest interest, Finder finder, boolean relaysExpected) {
        if (!relaysExpected || isCurrent(interest)) {
            finder.answered();
            return;
        } else if (closed) {
            finder.timedOut();
            return;
        }
        Ask ask = asks.inFlight(interest);
        if (ask == null) {
            ask = new Ask(ids.next(), interest, time.elapsedMillis());
            ask.candidates.addAll(neighbours.relays());
            begin(ask);
        }
        ask.finders.add(finder);
        Ask waiting = ask;
        timers.at(time.elapsedMillis() + FIND_MILLIS, () -> {
            if (waiting.finders.remove(finder)) {
                finder.timedOut();
            }
            settleIfIdle(waiting);
        });
    }

    /** Ends the searches of our own, and those to come: nobody will answer any more. */
    void close() {
        closed = true;
        for (Ask ask : asks.allInFlight()) {
            List<Finder> finders = List.copyOf(ask.finders);
            ask.finders.clear();
            finders.forEach(Finder::timedOut);
        }
    }

    /** Whether a relay has told us of this and keeps us up to date. */
    private boolean isCurrent(Interest interest) {
        return !neighbours.relays().isEmpty()
                && neighbours.relays().stream().allMatch(relay -> relay.hasAnswered(interest));
    }

    private void begin(Ask ask) {
        Ask forgotten = asks.begin(ask);
        if (forgotten != null) {
            settleWithNothing(forgotten);
        }
        dedup.add(ask.id, time.elapsedMillis());
        nextTurn(ask);
    }

    /** Relays first; then, unless nobody had it just now, those who want it too, then the others who dialled us. */
    private void nominate(Ask ask, Peer asker) {
        for (Peer relay : neighbours.relays()) {
            if (!relay.sameInstance(asker)) {
                ask.candidates.add(relay);
            }
        }
        if (!options.asksNeighbours() || asks.lately(ask.interest, time.elapsedMillis())) {
            return;
        }
        Set<Peer> others = new HashSet<>();
        Subscriptions.Topic topic = subscriptions.topic(ask.interest.soul());
        if (topic != null) {
            topic.whole.forEach(peer -> nominate(ask, peer, asker, others));
            topic.byKey.values().forEach(peers -> peers.forEach(peer -> nominate(ask, peer, asker, others)));
        }
        for (Peer peer : neighbours.dialledUs()) {
            nominate(ask, peer, asker, others);
        }
    }

    private static void nominate(Ask ask, Peer peer, Peer asker, Set<Peer> nominated) {
        if (!peer.dialled() && !peer.sameInstance(asker) && nominated.add(peer)) {
            ask.candidates.add(peer);
        }
    }

    private void nextTurn(Ask ask) {
        int asked = 0;
        while (!ask.candidates.isEmpty() && (ask.candidates.peek().dialled() || asked < TURN)) {
            Peer peer = ask.candidates.remove();
            asked += peer.dialled() ? 0 : 1;
            put(ask, peer, null);
        }
        if (!ask.candidates.isEmpty()) {
            timers.at(time.elapsedMillis() + TURN_MILLIS, () -> nextTurn(ask));
        }
    }

    private void put(Ask ask, Peer peer, @Nullable Integer hash) {
        peer.ask(ask.interest);
        ask.outstanding.add(peer);
        answer(peer, writer.get(ask.id, ask.interest.soul(), ask.interest.key(), hash));
    }

    /** Asks relays that were not asked for it before, so that they tell us of changes from now on. */
    void tellRelaysOf(Interest interest) {
        Ask ask = null;
        for (Peer relay : neighbours.relays()) {
            if (relay.ask(interest)) {
                ask = ask == null ? unheard(interest) : ask;
                put(ask, relay, null);
            }
        }
    }

    /**
     * Asks a neighbour for what it has just asked for: it may have written that while it was away, and a gun.js browser
     * never sends such a write again by itself. With the hash of what we have, so that it stays silent otherwise.
     */
    private void askBack(Peer peer, Interest interest) {
        if (options.asksNeighbours()
                && !peer.dialled()
                && peer.toAskBack.size() < options.subscriptions()
                && peer.ask(interest)) {
            peer.toAskBack.add(interest);
            if (peer.toAskBack.size() == 1) {
                timers.at(time.elapsedMillis() + TURN_MILLIS, () -> askBackSome(peer));
            }
        }
    }

    /** After a moment, so that the answer before it goes out in a frame of its own; and no more at once than is fair. */
    private void askBackSome(Peer peer) {
        if (!neighbours.dialledUs().contains(peer)) {
            return;
        }
        while (!peer.toAskBack.isEmpty() && peer.mayBeAskedBack(time.elapsedMillis())) {
            Interest interest = peer.toAskBack.remove();
            Node known =
                    interest.key() == null ? graph.node(interest.soul()) : graph.cell(interest.soul(), interest.key());
            put(unheard(interest), peer, known == null ? null : writer.hash(List.of(known)));
        }
        if (!peer.toAskBack.isEmpty()) {
            timers.at(time.elapsedMillis() + ASK_BACK_MILLIS, () -> askBackSome(peer));
        }
    }

    private Ask unheard(Interest interest) {
        Ask ask = new Ask(ids.next(), interest, time.elapsedMillis());
        ask.settled = true;
        Ask forgotten = asks.remember(ask);
        if (forgotten != null) {
            settleWithNothing(forgotten);
        }
        dedup.add(ask.id, time.elapsedMillis());
        return ask;
    }

    // --- what comes back

    /** Takes in a reply; returns what changed, and who has heard of it. */
    Heard handle(Peer peer, Message.Reply reply) {
        Ask ask = asks.find(reply.to(), time.elapsedMillis());
        List<Node> changes = reply.nodes().isEmpty()
                ? List.of()
                : admission.mergeValid(reply.nodes()).changes();
        if (ask == null) {
            return new Heard(changes, Set.of());
        }
        ask.outstanding.remove(peer);
        peer.answer(ask.interest);
        if (reply.nodes().isEmpty()) {
            if (ask.exhausted()) {
                settleWithNothing(ask);
            }
            return new Heard(changes, Set.of());
        }
        subscriptions.add(peer, ask.interest);
        return new Heard(changes, settleWithData(ask, peer, reply));
    }

    /**
     * What a reply brought.
     *
     * @param served the neighbours who were answered with it
     */
    record Heard(List<Node> changes, Set<Peer> served) {}

    private Set<Peer> settleWithData(Ask ask, Peer from, Message.Reply reply) {
        asks.settle(ask);
        Set<Peer> served = new HashSet<>();
        List<Node> current = current(reply.nodes());
        for (Asker asker : ask.askers) {
            if (!current.isEmpty() && asker.peer() != from) {
                send(asker, current, reply.more(), asker.knownHash());
                served.add(asker.peer());
                askBack(asker.peer(), ask.interest);
            }
        }
        List<Finder> finders = List.copyOf(ask.finders);
        ask.finders.clear();
        finders.forEach(Finder::answered);
        return served;
    }

    /** The keys of some nodes as they are here, sorted, so that the hash of the same content is the same everywhere. */
    private List<Node> current(List<Node> nodes) {
        List<Node> current = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            Node.Builder keys = Node.builder(node.soul());
            node.keys().stream().sorted().forEach(key -> {
                Node cell = graph.cell(node.soul(), key);
                if (cell != null) {
                    keys.add(key, cell.value(0), cell.state(0));
                }
            });
            if (keys.size() > 0) {
                current.add(keys.build());
            }
        }
        return current;
    }

    private void settleWithNothing(Ask ask) {
        if (ask.settled) {
            return;
        }
        asks.settle(ask);
        asks.noteAbsent(ask.interest, time.elapsedMillis());
        List<Asker> askers = List.copyOf(ask.askers);
        ask.askers.clear();
        askers.forEach(asker -> notFound(asker, ask.interest));
        List<Finder> finders = List.copyOf(ask.finders);
        ask.finders.clear();
        finders.forEach(Finder::answered);
    }

    private void giveUp(Ask ask, Asker asker) {
        if (!ask.settled && ask.askers.remove(asker)) {
            notFound(asker, ask.interest);
            settleIfIdle(ask);
        }
    }

    private void settleIfIdle(Ask ask) {
        if (!ask.settled && ask.askers.isEmpty() && ask.finders.isEmpty()) {
            asks.settle(ask);
            asks.noteAbsent(ask.interest, time.elapsedMillis());
        }
    }

    // --- neighbours come and go

    /** Asks a relay that has just come up for everything that anybody here wants to know. */
    void relayUp(Peer relay) {
        watches.forEachInterest(interest -> tell(relay, interest));
        subscriptions.forEachInterest(interest -> tell(relay, interest));
        for (Ask ask : asks.allInFlight()) {
            put(ask, relay, null);
        }
    }

    private void tell(Peer relay, Interest interest) {
        if (relay.ask(interest)) {
            put(unheard(interest), relay, null);
        }
    }

    void gone(Peer peer) {
        asks.removeAsker(peer);
        for (Ask ask : asks.concerning(peer)) {
            ask.outstanding.remove(peer);
            ask.candidates.remove(peer);
            if (ask.exhausted() && ask.finders.isEmpty()) {
                settleWithNothing(ask);
            }
        }
    }
}
