package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Asks.Ask;
import dev.gunjava.mesh.Asks.Asker;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks neighbours for what is not known here, or may be newer there: relays first and all together, then those who
 * dialled us, a few at a time. Who waits for it hears of <em>not found</em> after {@link #NOT_FOUND_MILLIS} at the
 * latest; what comes later still reaches the asker, who is subscribed by then. Owned by the thread of the mesh.
 *
 * <p>gun.js asks everybody for every get and, without storage, never says that there is nothing.
 */
final class Inquiries {

    /** How long a neighbour waits at most to hear that there is nothing. */
    static final long NOT_FOUND_MILLIS = 80;

    /** How long a search of our own waits for somebody to answer. */
    static final long FIND_MILLIS = 5_000;

    /** How long the patient wait for data when all have said that there is nothing, as long as gun.js's {@code once}. */
    static final long STRAGGLER_MILLIS = 99;

    /** gun.js asks this many at a turn, and waits this long before the next. */
    private static final int TURN = 3;

    private static final long TURN_MILLIS = 25;

    private static final int NORMAL_CLOSURE = 1000;

    /** Of what nobody has, the latest so many are worth asking a newcomer for. */
    private static final int ASKED_OF_NEWCOMERS = 100;

    private final boolean asksNeighbours;
    private final MemoryGraph graph;
    private final Subscriptions subscriptions;
    private final Watches watches;
    private final Neighbours neighbours;
    private final Answers answers;
    private final Sender sender;
    private final Dedup dedup;
    private final Timers timers;
    private final Asks asks = new Asks();
    private boolean closed;

    /** @param asksNeighbours whether those who dialled us are asked too */
    Inquiries(
            boolean asksNeighbours,
            MemoryGraph graph,
            Subscriptions subscriptions,
            Watches watches,
            Neighbours neighbours,
            Answers answers,
            Sender sender,
            Dedup dedup,
            Timers timers) {
        this.asksNeighbours = asksNeighbours;
        this.graph = graph;
        this.subscriptions = subscriptions;
        this.watches = watches;
        this.neighbours = neighbours;
        this.answers = answers;
        this.sender = sender;
        this.dedup = dedup;
        this.timers = timers;
    }

    // --- asking others

    /** Looks for something for a neighbour, under the id of its get; once for all who want it at the same time. */
    void search(Interest interest, Asker asker) {
        Ask ask = asks.inFlight(interest);
        if (ask == null) {
            ask = new Ask(asker.id(), interest, timers.now());
            nominate(ask, asker.peer());
            if (ask.candidates.isEmpty()) {
                asks.noteUnasked(interest, timers.now());
                notFound(ask, asker);
                return;
            }
            begin(ask);
        } else {
            // Whose ask is in flight was not asked, and is to tell us of changes too.
            tellRelaysOf(interest);
        }
        asks.join(ask, asker);
        Ask waiting = ask;
        timers.after(NOT_FOUND_MILLIS, () -> giveUp(waiting, asker));
    }

    /** Looks for something for ourselves; the finder is told when it is as good as it gets. */
    void find(Interest interest, Finder finder, boolean relaysExpected) {
        Ask ask = asks.inFlight(interest);
        boolean awaited = ask != null && ask.awaitsStragglers && finder.isPatient();
        if (!relaysExpected || (isCurrent(interest) && !awaited)) {
            finder.answered();
            return;
        } else if (closed) {
            finder.timedOut();
            return;
        }
        if (ask == null) {
            ask = new Ask(sender.freshId(), interest, timers.now());
            ask.candidates.addAll(neighbours.relays());
            begin(ask);
        }
        ask.finders.add(finder);
        Ask waiting = ask;
        timers.after(FIND_MILLIS, () -> {
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
        dedup.add(ask.id, timers.now());
        nextTurn(ask);
    }

    /** Relays first; then, unless nobody had it just now, those who want it too, then the others who dialled us. */
    private void nominate(Ask ask, Peer asker) {
        for (Peer relay : neighbours.relays()) {
            if (!relay.sameInstance(asker)) {
                ask.candidates.add(relay);
            }
        }
        if (!asksNeighbours || asks.lately(ask.interest, timers.now())) {
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
            pose(ask, peer);
        }
        if (!ask.candidates.isEmpty()) {
            timers.after(TURN_MILLIS, () -> nextTurn(ask));
        }
    }

    private void pose(Ask ask, Peer peer) {
        peer.ask(ask.interest);
        if (peer.dialled() && peer.isStale(interest -> wantedByOthers(interest, peer), timers.now())) {
            peer.connection.close(NORMAL_CLOSURE, "to be told of less over a new connection");
        }
        ask.outstanding.add(peer);
        sender.send(peer, sender.writer().get(ask.id, ask.interest.soul(), ask.interest.key(), null));
    }

    /** Whether anybody wants it but the relay itself, which is told of changes of what it has answered. */
    private boolean wantedByOthers(Interest interest, Peer relay) {
        return watches.contains(interest)
                || subscriptions.wantedByOthers(interest, relay)
                || asks.inFlight(interest) != null;
    }

    /** Asks relays that were not asked for it before, so that they tell us of changes from now on. */
    void tellRelaysOf(Interest interest) {
        Ask ask = null;
        for (Peer relay : neighbours.informants()) {
            if (relay.ask(interest)) {
                ask = ask == null ? unheard(interest) : ask;
                pose(ask, relay);
            }
        }
    }

    /**
     * Asks a neighbour for what it has just asked for: it may have written that while it was away, and a gun.js browser
     * never sends such a write again by itself. With the hash of what we have, so that it stays silent otherwise; after
     * a moment, so that the answer before it goes out in a frame of its own.
     */
    void askBack(Peer peer, Interest interest) {
        if (asksNeighbours && !peer.dialled() && peer.queueAskBack(interest)) {
            timers.after(TURN_MILLIS, () -> askBackNow(peer));
        }
    }

    private void askBackNow(Peer peer) {
        if (peer.isGone()) {
            return;
        }
        for (Interest interest : peer.takeAskBacks(timers.now())) {
            Node known = known(interest);
            Integer hash =
                    known == null ? null : sender.writer().graph(List.of(known)).hash();
            Ask ask = unheard(interest);
            ask.outstanding.add(peer);
            sender.send(peer, sender.writer().directGet(ask.id, interest.soul(), interest.key(), hash));
        }
        if (peer.hasAskBacks()) {
            timers.after(1_000, () -> askBackNow(peer));
        }
    }

    private @Nullable Node known(Interest interest) {
        return interest.key() == null ? graph.node(interest.soul()) : graph.cell(interest.soul(), interest.key());
    }

    private Ask unheard(Interest interest) {
        Ask ask = new Ask(sender.freshId(), interest, timers.now());
        ask.settled = true;
        Ask forgotten = asks.remember(ask);
        if (forgotten != null) {
            settleWithNothing(forgotten);
        }
        dedup.add(ask.id, timers.now());
        return ask;
    }

    // --- what comes back

    /** Takes in a reply, whose nodes are merged by now; returns the neighbours who were answered with it. */
    Set<Peer> answered(Peer peer, Message.Reply reply) {
        Ask ask = asks.find(reply.to(), timers.now());
        if (ask == null) {
            return Set.of();
        }
        ask.outstanding.remove(peer);
        peer.answer(ask.interest);
        if (reply.nodes().isEmpty()) {
            if (ask.exhausted()) {
                settleWithNothing(ask);
            }
            return Set.of();
        }
        subscriptions.add(peer, ask.interest);
        return settleWithData(ask, peer, reply);
    }

    private Set<Peer> settleWithData(Ask ask, Peer from, Message.Reply reply) {
        asks.settle(ask);
        Set<Peer> served = new HashSet<>();
        List<Node> current = current(reply.nodes());
        for (Asker asker : ask.askers) {
            if (!current.isEmpty() && asker.peer() != from) {
                answers.data(asker, current, reply.more(), asker.knownHash());
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
        List<Asker> askers = List.copyOf(ask.askers);
        ask.askers.clear();
        List<Finder> hasty =
                ask.finders.stream().filter(finder -> !finder.isPatient()).toList();
        ask.finders.removeAll(hasty);
        if (ask.finders.isEmpty()) {
            settleIfIdle(ask);
        } else {
            ask.awaitsStragglers = true;
            timers.after(STRAGGLER_MILLIS, () -> endPatience(ask));
        }
        askers.forEach(asker -> notFound(ask, asker));
        hasty.forEach(Finder::answered);
    }

    /** Unless a relay that has come up meanwhile is yet to answer. */
    private void endPatience(Ask ask) {
        if (!ask.settled && ask.exhausted()) {
            List<Finder> finders = List.copyOf(ask.finders);
            ask.finders.clear();
            settleIfIdle(ask);
            finders.forEach(Finder::answered);
        }
    }

    private void notFound(Ask ask, Asker asker) {
        answers.notFound(asker);
        askBack(asker.peer(), ask.interest);
    }

    private void giveUp(Ask ask, Asker asker) {
        if (!ask.settled && ask.askers.remove(asker)) {
            notFound(ask, asker);
            settleIfIdle(ask);
        }
    }

    private void settleIfIdle(Ask ask) {
        if (!ask.settled && ask.askers.isEmpty() && ask.finders.isEmpty()) {
            asks.settle(ask);
            asks.noteAbsent(ask.interest, timers.now());
        }
    }

    // --- neighbours come and go

    /** Asks a relay that has just come up for everything that anybody here wants to know. */
    void relayUp(Peer relay) {
        watches.forEachInterest(interest -> tell(relay, interest));
        subscriptions.forEachInterest(interest -> tell(relay, interest));
        for (Ask ask : asks.allInFlight()) {
            pose(ask, relay);
        }
    }

    /** Asks who has just dialled us for what others want to know and nobody has: it may have written that meanwhile. */
    void dialledUp(Peer peer) {
        for (Interest interest : asks.missing(ASKED_OF_NEWCOMERS)) {
            if (known(interest) == null && subscriptions.wanted(interest)) {
                askBack(peer, interest);
            }
        }
    }

    private void tell(Peer relay, Interest interest) {
        if (relay.ask(interest)) {
            pose(unheard(interest), relay);
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
