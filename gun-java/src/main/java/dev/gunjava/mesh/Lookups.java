package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.limits.RoutingLimits;
import dev.gunjava.mesh.LookupTable.Asker;
import dev.gunjava.mesh.LookupTable.Lookup;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.EncodedGraph;
import dev.gunjava.wire.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks neighbors for what is not known here, or may be newer there: relays first and all together, then clients, a few
 * at a time and at a limited rate for each asker. The asker is told <em>not found</em> after {@link #NOT_FOUND_MILLIS},
 * or {@link #RELAYS_NOT_FOUND_MILLIS} where relays are asked; data that comes later still reaches it, since its get has
 * subscribed it. Owned by the thread of the mesh.
 *
 * <p>gun.js asks everybody for every get and, without storage, never says that there is nothing.
 */
final class Lookups {

    /** After how long at most a neighbor is told that there is nothing: gun.js's queue jams where that takes 80 ms. */
    static final long NOT_FOUND_MILLIS = 40;

    /** The same where relays are asked, which may have to ask others. */
    static final long RELAYS_NOT_FOUND_MILLIS = 80;

    /** How long a search of our own waits for somebody to answer. */
    static final long FIND_MILLIS = 5_000;

    /** How long the patient wait for data when all have said that there is nothing, as long as gun.js's {@code once}. */
    static final long STRAGGLER_MILLIS = 99;

    /** gun.js asks this many at a turn, and waits this long before the next. */
    private static final int TURN = 3;

    private static final long TURN_MILLIS = 25;

    /** Of the clients that want it too, so many are asked before all others: about as many as one asker may cause. */
    private static final int SUBSCRIBERS_FIRST = 200;

    private static final int NORMAL_CLOSURE = 1000;

    /** Of what nobody has, the latest so many are worth asking a newcomer for. */
    private static final int ASKED_OF_NEWCOMERS = 100;

    private final boolean asksNeighbors;
    private final MemoryGraph graph;
    private final Subscriptions subscriptions;
    private final Watches watches;
    private final Neighbors neighbors;
    private final Sender sender;
    private final Dedup dedup;
    private final Timers timers;
    private final LookupTable table;
    private boolean closed;

    /** @param asksNeighbors whether those who dialed us are asked too */
    Lookups(
            boolean asksNeighbors,
            RoutingLimits limits,
            MemoryGraph graph,
            Subscriptions subscriptions,
            Watches watches,
            Neighbors neighbors,
            Sender sender,
            Dedup dedup,
            Timers timers) {
        this.asksNeighbors = asksNeighbors;
        this.table = new LookupTable(limits);
        this.graph = graph;
        this.subscriptions = subscriptions;
        this.watches = watches;
        this.neighbors = neighbors;
        this.sender = sender;
        this.dedup = dedup;
        this.timers = timers;
    }

    // --- asking others

    /** Looks for something for a neighbor; once for all who want it at the same time. */
    void search(Interest interest, Asker asker) {
        if (join(interest, asker)) {
            return;
        }
        Lookup lookup = new Lookup(idOfLookup(asker.id()), interest, timers.now());
        nominateRelays(lookup, asker.neighbor());
        nominateClients(lookup, asker.neighbor());
        if (lookup.candidates.isEmpty()) {
            table.noteUnasked(interest, timers.now());
            notFound(lookup, asker);
            return;
        }
        begin(lookup);
        await(lookup, asker);
    }

    /**
     * The id of a get is kept when it is passed on, so that the get is known when it comes round; but under an id that
     * somebody else has used, others would take it for that message, and we the answers to it for answers to that.
     */
    private String idOfLookup(String idOfGet) {
        return table.isKnown(idOfGet) || dedup.hasSaid(idOfGet) ? sender.freshId() : idOfGet;
    }

    /** Lets a neighbor wait with others for what is looked for already; returns false if it is not. */
    boolean join(Interest interest, Asker asker) {
        Lookup lookup = table.inFlight(interest);
        if (lookup == null) {
            return false;
        }
        // Whose ask is in flight was not asked, and is to tell us of changes too.
        tellRelaysOf(interest);
        if (lookup.cutShort) {
            goOn(lookup, asker.neighbor());
        }
        await(lookup, asker);
        return true;
    }

    private void await(Lookup lookup, Asker asker) {
        table.join(lookup, asker);
        timers.after(lookup.asksRelays ? RELAYS_NOT_FOUND_MILLIS : NOT_FOUND_MILLIS, () -> giveUp(lookup, asker));
    }

    /** Looks for something for ourselves; the finder is told when it is as good as it gets. */
    void find(Interest interest, Finder finder, boolean relaysExpected) {
        Lookup lookup = table.inFlight(interest);
        boolean awaited = lookup != null && lookup.awaitsStragglers && finder.isPatient();
        if (!relaysExpected || (isCurrent(interest) && !awaited)) {
            finder.answered();
            return;
        } else if (closed) {
            finder.timedOut();
            return;
        }
        if (lookup == null) {
            lookup = new Lookup(sender.freshId(), interest, timers.now());
            neighbors.with(Capability.KEEPS_US_CURRENT).forEach(lookup.candidates::name);
            begin(lookup);
        }
        lookup.finders.add(finder);
        Lookup waiting = lookup;
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
        for (Lookup lookup : table.allInFlight()) {
            List<Finder> finders = List.copyOf(lookup.finders);
            lookup.finders.clear();
            finders.forEach(Finder::timedOut);
        }
    }

    /** Whether a relay has told us of this and keeps us up to date. */
    private boolean isCurrent(Interest interest) {
        Collection<Neighbor> relays = neighbors.with(Capability.KEEPS_US_CURRENT);
        return !relays.isEmpty() && relays.stream().allMatch(relay -> relay.hasAnswered(interest));
    }

    private void begin(Lookup lookup) {
        table.begin(lookup).forEach(this::settleWithNothing);
        dedup.ask(lookup.id, lookup.interest, false);
        nextTurn(lookup);
    }

    private void nominateRelays(Lookup lookup, Neighbor asker) {
        for (Neighbor relay : neighbors.with(Capability.ASKED_FIRST)) {
            if (!relay.sameInstance(asker)) {
                lookup.candidates.name(relay);
                lookup.asksRelays = true;
            }
        }
    }

    /**
     * After the relays, unless nobody had it just now: first the clients that have helped lately, so that strangers who never
     * have anything do not crowd them out, and of those alike first the ones that want it too. An asker may cause only so many
     * questions to clients; beyond that it is answered with what is known here and at the relays.
     */
    private void nominateClients(Lookup lookup, Neighbor asker) {
        if (!asksNeighbors || table.lately(lookup.interest, timers.now())) {
            return;
        }
        lookup.cutShort = !asker.questions.isLeft(timers.now());
        if (lookup.cutShort) {
            return;
        }
        lookup.payer = asker;
        subscriptions
                .subscribers(lookup.interest.soul())
                .filter(neighbor -> !isAskedFirst(neighbor) && !neighbor.sameInstance(asker))
                .limit(SUBSCRIBERS_FIRST)
                .forEach(lookup.candidates::name);
        lookup.candidates.addClients(neighbors, asker);
    }

    private void nextTurn(Lookup lookup) {
        int asked = 0;
        Neighbor next = lookup.candidates.peek();
        while (next != null && (isAskedFirst(next) || asked < TURN)) {
            boolean poses = isAskedFirst(next) || next.bearsQuestion();
            if (poses && !isAskedFirst(next)) {
                if (lookup.payer != null && !lookup.payer.questions.use(timers.now())) {
                    cutShort(lookup);
                    return;
                }
                next.bears.use(timers.now());
                asked++;
            }
            lookup.candidates.remove();
            if (poses) {
                pose(lookup, next);
            }
            next = lookup.candidates.peek();
        }
        if (next != null) {
            timers.after(TURN_MILLIS, () -> {
                nextTurn(lookup);
                if (lookup.exhausted() && lookup.finders.isEmpty()) {
                    settleWithNothing(lookup);
                }
            });
        }
    }

    private void cutShort(Lookup lookup) {
        lookup.cutShort = true;
        if (lookup.exhausted()) {
            settleWithNothing(lookup);
        }
    }

    /** Goes on to ask clients, on behalf of another asker. */
    private void goOn(Lookup lookup, Neighbor asker) {
        if (lookup.payer == null) {
            nominateClients(lookup, asker);
        } else if (asker.questions.isLeft(timers.now())) {
            lookup.payer = asker;
            lookup.cutShort = false;
        }
        if (!lookup.cutShort) {
            nextTurn(lookup);
        }
    }

    private static boolean isAskedFirst(Neighbor neighbor) {
        return neighbor.has(Capability.ASKED_FIRST);
    }

    private void pose(Lookup lookup, Neighbor neighbor) {
        neighbor.ask(lookup.interest);
        neighbors.asked(neighbor);
        if (neighbor.dialed() && neighbor.isStale(interest -> wantedByOthers(interest, neighbor), timers.now())) {
            neighbor.connection.close(NORMAL_CLOSURE, "to be told of less over a new connection");
        }
        lookup.outstanding.add(neighbor);
        sender.send(neighbor, sender.writer().get(lookup.id, lookup.interest.soul(), lookup.interest.key(), null));
    }

    /** Whether anybody other than the relay itself is subscribed; a relay is subscribed to what it has answered. */
    private boolean wantedByOthers(Interest interest, Neighbor relay) {
        return watches.contains(interest)
                || subscriptions.wantedByOthers(interest, relay)
                || table.inFlight(interest) != null;
    }

    /** Asks relays that were not asked for it before, so that they tell us of changes from now on. */
    void tellRelaysOf(Interest interest) {
        Lookup lookup = null;
        for (Neighbor relay : neighbors.with(Capability.KEEPS_US_CURRENT)) {
            if (relay.ask(interest)) {
                lookup = lookup == null ? unheard(interest, false) : lookup;
                pose(lookup, relay);
            }
        }
    }

    /**
     * Asks a neighbor for what it has just asked for: it may have written that while it was away, and a gun.js browser
     * never sends such a write again by itself. With the hash of what we have, so that it stays silent otherwise; after
     * a moment, so that the answer before it goes out in a frame of its own.
     */
    void askBack(Neighbor neighbor, Interest interest) {
        if (asksNeighbors && !neighbor.has(Capability.KEEPS_US_CURRENT) && neighbor.queueAskBack(interest)) {
            timers.after(TURN_MILLIS, () -> askBackNow(neighbor));
        }
    }

    private void askBackNow(Neighbor neighbor) {
        if (neighbor.isGone()) {
            return;
        }
        for (Interest interest : neighbor.takeAskBacks(timers.now())) {
            Node known = known(interest);
            Integer hash =
                    known == null ? null : sender.writer().graph(List.of(known)).hash();
            Lookup lookup = unheard(interest, true);
            lookup.outstanding.add(neighbor);
            sender.send(neighbor, sender.writer().directGet(lookup.id, interest.soul(), interest.key(), hash));
        }
        if (neighbor.hasAskBacks()) {
            timers.after(1_000, () -> askBackNow(neighbor));
        }
    }

    private @Nullable Node known(Interest interest) {
        return interest.key() == null ? graph.node(interest.soul()) : graph.cell(interest.soul(), interest.key());
    }

    private Lookup unheard(Interest interest, boolean direct) {
        Lookup lookup = new Lookup(sender.freshId(), interest, timers.now());
        lookup.settled = true;
        table.remember(lookup).forEach(this::settleWithNothing);
        dedup.ask(lookup.id, interest, direct);
        return lookup;
    }

    // --- what comes back

    /** Takes in a reply, whose nodes are merged by now; returns the neighbors who were answered with it. */
    Set<Neighbor> answered(Neighbor neighbor, Message.Reply reply) {
        Lookup lookup = table.find(reply.to(), timers.now());
        if (lookup == null) {
            return Set.of();
        }
        lookup.outstanding.remove(neighbor);
        neighbor.answer(lookup.interest);
        if (!lookup.interest.isAnsweredBy(reply.nodes())) {
            if (lookup.exhausted()) {
                settleWithNothing(lookup);
            }
            return Set.of();
        }
        neighbors.helped(neighbor);
        subscriptions.add(neighbor, lookup.interest);
        return settleWithData(lookup, neighbor, reply);
    }

    private Set<Neighbor> settleWithData(Lookup lookup, Neighbor from, Message.Reply reply) {
        table.settle(lookup);
        Set<Neighbor> served = new HashSet<>();
        if (!lookup.askers.isEmpty()) {
            List<Node> current = current(reply.nodes());
            if (!current.isEmpty()) {
                pass(lookup, from, current, reply.more(), served);
            }
        }
        List<Finder> finders = List.copyOf(lookup.finders);
        lookup.finders.clear();
        finders.forEach(Finder::answered);
        return served;
    }

    /** Passes an answer on, unless it is the last one again: where relays form a ring, each of them has the same. */
    private void pass(Lookup lookup, Neighbor from, List<Node> answer, boolean more, Set<Neighbor> served) {
        List<EncodedGraph> chunks =
                sender.chunks(answer).stream().map(sender.writer()::graph).toList();
        boolean whole = chunks.size() == 1 && !more;
        Integer hash = whole ? (Integer) chunks.get(0).hash() : null;
        boolean news = hash == null || !hash.equals(lookup.answered);
        lookup.answered = hash;
        for (Asker asker : lookup.askers) {
            if (asker.neighbor() == from) {
                continue;
            }
            for (int i = 0; news && i < chunks.size(); i++) {
                sender.data(asker, chunks.get(i), more || i < chunks.size() - 1, whole ? asker.knownHash() : null);
            }
            served.add(asker.neighbor());
            askBack(asker.neighbor(), lookup.interest);
        }
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

    private void settleWithNothing(Lookup lookup) {
        if (lookup.settled) {
            return;
        }
        List<Asker> askers = List.copyOf(lookup.askers);
        lookup.askers.clear();
        List<Finder> hasty =
                lookup.finders.stream().filter(finder -> !finder.isPatient()).toList();
        lookup.finders.removeAll(hasty);
        if (lookup.finders.isEmpty()) {
            settleIfIdle(lookup);
        } else {
            lookup.awaitsStragglers = true;
            timers.after(STRAGGLER_MILLIS, () -> endPatience(lookup));
        }
        askers.forEach(asker -> notFound(lookup, asker));
        hasty.forEach(Finder::answered);
    }

    /** Unless a relay that has come up meanwhile is yet to answer. */
    private void endPatience(Lookup lookup) {
        if (!lookup.settled && lookup.exhausted()) {
            List<Finder> finders = List.copyOf(lookup.finders);
            lookup.finders.clear();
            settleIfIdle(lookup);
            finders.forEach(Finder::answered);
        }
    }

    private void notFound(Lookup lookup, Asker asker) {
        sender.notFound(asker);
        askBack(asker.neighbor(), lookup.interest);
    }

    private void giveUp(Lookup lookup, Asker asker) {
        if (!lookup.settled && lookup.askers.remove(asker)) {
            notFound(lookup, asker);
            settleIfIdle(lookup);
        }
    }

    private void settleIfIdle(Lookup lookup) {
        if (!lookup.settled && lookup.askers.isEmpty() && lookup.finders.isEmpty()) {
            table.settle(lookup);
            if (lookup.cutShort) {
                table.noteUnasked(lookup.interest, timers.now());
            } else {
                table.noteAbsent(lookup.interest, timers.now());
            }
        }
    }

    // --- neighbors come and go

    /** Asks a relay that has just connected for everything that is watched or subscribed to here. */
    void relayUp(Neighbor relay) {
        watches.forEachInterest(interest -> tell(relay, interest));
        subscriptions.forEachInterest(interest -> tell(relay, interest));
        for (Lookup lookup : table.allInFlight()) {
            pose(lookup, relay);
        }
    }

    /** Asks a new client for what others look for in vain: it may have written that while it was away. */
    void dialedUp(Neighbor neighbor) {
        for (Interest interest : table.missing(ASKED_OF_NEWCOMERS)) {
            if (known(interest) == null && subscriptions.wanted(interest)) {
                askBack(neighbor, interest);
            }
        }
    }

    private void tell(Neighbor relay, Interest interest) {
        if (relay.ask(interest)) {
            pose(unheard(interest, false), relay);
        }
    }

    void gone(Neighbor neighbor) {
        table.removeAsker(neighbor);
        for (Lookup lookup : table.withdraw(neighbor)) {
            lookup.outstanding.remove(neighbor);
            if (lookup.exhausted() && lookup.finders.isEmpty()) {
                settleWithNothing(lookup);
            }
        }
    }
}
