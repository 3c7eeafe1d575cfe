package dev.gunjava.witness.peer;

import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.discovery.Verdict;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.DataLinks;
import dev.gunjava.witness.rtc.IceCandidate;
import dev.gunjava.witness.rtc.LinkEnd;
import dev.gunjava.witness.rtc.LocalDescription;
import dev.gunjava.witness.rtc.Route;
import dev.gunjava.witness.rtc.SessionDescription;
import dev.gunjava.witness.rtc.TrickledCandidate;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The other peers and the connections to them: brings what happens to each {@link LinkMachine} and does what it says.
 *
 * <p>{@link Slots} says who may have a connection, and who gives way when more peers are known than {@link
 * PeerLimits#discovery} allows: a presence is turned down if all others promise more, an offer never.
 *
 * <p>Owned by the thread of the peer.
 */
final class Neighbourhood {
    /** An aged link is made anew when nothing came over it for so long, or it has aged for so long. */
    static final long QUIET_MILLIS = 1_000;

    static final long MAX_AGED_MILLIS = 60_000;

    private static final String UNUSABLE_CANDIDATE = "candidate that cannot be used";

    /** Hears of the neighbours. */
    interface Listener {

        /** The state of a connection has changed. */
        void changed(PeerView view);

        /** A channel is open. */
        void opened(Conversation conversation);

        /** A text came over an open channel. */
        void received(Conversation conversation, String text);
    }

    private final DataLinks links;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final LongSupplier millis;
    private final Drops drops;
    private final LinkMetrics metrics;
    private final Listener listener;
    private final PeerLimits limits;
    private final RestingPeers resting;
    private final Map<String, Neighbour> neighbours = new LinkedHashMap<>();
    private final Slots slots;
    private boolean closed;

    /** @param millis monotonic time, ms */
    Neighbourhood(
            DataLinks links,
            RandomGenerator random,
            InstantSource clock,
            LongSupplier millis,
            Drops drops,
            LinkMetrics metrics,
            PeerLimits limits,
            Listener listener) {
        this.links = links;
        this.random = random;
        this.clock = clock;
        this.millis = millis;
        this.drops = drops;
        this.metrics = metrics;
        this.slots = new Slots(neighbours.values(), random);
        this.listener = listener;
        this.limits = limits;
        this.resting = new RestingPeers(limits.link());
    }

    Collection<Neighbour> all() {
        return List.copyOf(neighbours.values());
    }

    List<Neighbour> open() {
        return neighbours.values().stream().filter(Neighbour::isOpen).toList();
    }

    /** What is said over the channels that are open. */
    List<Conversation> conversations() {
        return neighbours.values().stream()
                .flatMap(neighbour -> Stream.ofNullable(neighbour.conversation))
                .toList();
    }

    /** Whether time alone may bring the next step to a connection: one that is being made, or waits to be. */
    boolean awaitsTime() {
        long now = millis.getAsLong();
        return neighbours.values().stream().anyMatch(neighbour -> neighbour.machine.awaitsTime(now));
    }

    int freeSlots() {
        return slots.free();
    }

    // ---- what happens

    /** A peer has given a sign of life; see {@link dev.gunjava.witness.discovery.Presence.Listener#here}. */
    void here(Dialect dialect, String peer, Verdict verdict, OptionalInt free) {
        long now = millis.getAsLong();
        if (resting.contains(peer, now)) {
            return;
        }
        boolean changing = verdict == Verdict.CHANGING;
        Neighbour neighbour = neighbour(dialect, peer, least -> promisesNoMoreThan(changing, least));
        if (neighbour != null) {
            neighbour.free = free;
            neighbour.changing |= changing;
            neighbour.sure |= changing || verdict == Verdict.SURE;
            neighbour.seenAt = now;
            happen(neighbour, new LinkEvent.Present());
            offer();
        }
    }

    /** A peer has left, or has not been heard of for too long. */
    void gone(Dialect dialect, String peer) {
        Neighbour neighbour = known(dialect, peer);
        if (neighbour != null) {
            happen(neighbour, new LinkEvent.Absent());
        }
    }

    /** A letter came. */
    void signalled(Dialect dialect, Signal signal) {
        if (signal instanceof Signal.Candidate candidate) {
            candidate(dialect, candidate);
        } else if (signal instanceof Signal.Offer offer && resting.contains(offer.from(), millis.getAsLong())) {
            drops.drop("offer of a peer that sent too many messages", offer.from());
        } else if (signal instanceof Signal.Offer offer) {
            Neighbour neighbour = neighbour(dialect, offer.from(), least -> true);
            Heard heard =
                    heard(SessionDescription.Type.OFFER, offer.sdp(), offer, offer.form(), offer.extensions(), null);
            if (neighbour != null && heard != null) {
                boolean slotFree = slots.free() > 0;
                if (!slotFree && !neighbour.machine.state().isBusy()) {
                    drops.drop("offer while all connections are taken", neighbour.id);
                }
                happen(neighbour, new LinkEvent.OfferHeard(heard, slotFree));
            }
        } else if (signal instanceof Signal.Answer answer) {
            Neighbour neighbour = known(dialect, answer.from());
            Heard heard = heard(
                    SessionDescription.Type.ANSWER,
                    answer.sdp(),
                    answer,
                    answer.form(),
                    answer.extensions(),
                    answer.re());
            if (neighbour == null || heard == null) {
                return;
            }
            // Before the machine hears of it: the true answer may still come.
            if (neighbour.described != null && !neighbour.described.isAnsweredBy(heard.description())) {
                drops.drop("answer that does not fit our offer", neighbour.id);
            } else {
                happen(neighbour, new LinkEvent.AnswerHeard(heard));
            }
        }
    }

    /** It does not answer pings. */
    void silent(Neighbour neighbour) {
        happen(neighbour, new LinkEvent.Silent());
    }

    /** It has brought more messages than a link may, for too long: the link is closed, and no other is made for a while. */
    void flooded(Conversation conversation) {
        Neighbour neighbour = neighbours.get(conversation.peer);
        if (neighbour != null && conversation.equals(neighbour.conversation)) {
            drops.drop("link closed: too many messages", neighbour.id);
            resting.add(neighbour.id, millis.getAsLong());
            happen(neighbour, new LinkEvent.Flooded(limits.link().rest()));
        }
    }

    /** Time has passed; to be called some times a second. */
    void tick() {
        all().forEach(neighbour -> happen(neighbour, new LinkEvent.Tick()));
        long now = millis.getAsLong();
        slots.aged(now).ifPresent(neighbour -> happen(neighbour, new LinkEvent.Aged()));
        offer();
        neighbours.values().forEach(this::tellRoute);
    }

    /** The way is known some time after the channel is open, and may change. */
    private void tellRoute(Neighbour neighbour) {
        Route route = neighbour.link == null ? null : neighbour.link.route();
        if (route != null && neighbour.isOpen() && !route.isSameWayAs(neighbour.toldRoute)) {
            neighbour.toldRoute = route;
            listener.changed(neighbour.view());
        }
    }

    /** Nothing happens any more. */
    void close() {
        closed = true;
    }

    private void offer() {
        long now = millis.getAsLong();
        for (Neighbour next = next(now); next != null; next = next(now)) {
            happen(next, new LinkEvent.Chosen());
        }
    }

    /** The next peer to try, with a slot for it. */
    private @Nullable Neighbour next(long now) {
        Neighbour next = slots.next(now).orElse(null);
        if (next != null && !slots.isFreeForOwn()) {
            Neighbour idle = slots.displaceable(next, now).orElse(null);
            if (idle == null) {
                return null;
            }
            happen(idle, new LinkEvent.Displaced());
        }
        return next;
    }

    /** The peer of that name, if it is known and of that kind: nobody becomes another by writing elsewhere. */
    private @Nullable Neighbour known(Dialect dialect, String id) {
        Neighbour known = neighbours.get(id);
        return known != null && known.dialect == dialect ? known : null;
    }

    /**
     * The peer of that name, known from now on if there is a place for it.
     *
     * @param displaces whether it may take the place of the least promising peer
     */
    private @Nullable Neighbour neighbour(Dialect dialect, String id, Predicate<Neighbour> displaces) {
        if (closed || neighbours.containsKey(id)) {
            return known(dialect, id);
        }
        if (neighbours.size() >= limits.discovery().peers()) {
            Neighbour least = slots.expendable().filter(displaces).orElse(null);
            if (least == null) {
                drops.drop("more peers than can be known", id);
                return null;
            }
            happen(least, new LinkEvent.Absent());
        }
        long now = millis.getAsLong();
        Neighbour fresh = new Neighbour(id, dialect, new LinkMachine(dialect.turn(id), random, now), clock.millis());
        fresh.seenAt = now;
        neighbours.put(id, fresh);
        listener.changed(fresh.view());
        return fresh;
    }

    /** Whether a peer is worth no more than a new one that was seen changing, or was not. */
    private static boolean promisesNoMoreThan(boolean changing, Neighbour least) {
        return !least.machine.isPresent() || least.machine.failures() > 0 || changing || !least.changing;
    }

    private @Nullable Heard heard(
            SessionDescription.Type type,
            String sdp,
            Signal signal,
            Form form,
            Set<String> extensions,
            @Nullable Long re) {
        try {
            SessionDescription description = SessionDescription.parse(type, sdp);
            for (int i = 0; i < description.unusable(); i++) {
                drops.drop(UNUSABLE_CANDIDATE, signal.from());
            }
            return new Heard(description, signal.timestamp(), form, extensions, re);
        } catch (IllegalArgumentException refused) {
            drops.drop("description: " + refused.getMessage(), signal.from());
            return null;
        }
    }

    private void candidate(Dialect dialect, Signal.Candidate candidate) {
        Neighbour neighbour = known(dialect, candidate.from());
        if (neighbour == null || neighbour.isOpen()) {
            return;
        }
        if (neighbour.machine.heardTimestamp() == candidate.timestamp()) {
            pass(neighbour, candidate);
        } else {
            neighbour.keep(candidate);
        }
    }

    private void pass(Neighbour neighbour, Signal.Candidate candidate) {
        DataLink link = neighbour.link;
        if (link == null) {
            return;
        }
        IceCandidate.parse(candidate.candidate())
                .map(parsed -> new TrickledCandidate(candidate.sdpMid(), candidate.sdpMLineIndex(), parsed))
                .ifPresentOrElse(link::candidate, () -> drops.drop(UNUSABLE_CANDIDATE, neighbour.id));
    }

    // ---- what is done about it

    private void happen(Neighbour neighbour, LinkEvent event) {
        if (closed) {
            return;
        }
        LinkState before = neighbour.machine.state();
        String reasonBefore = neighbour.machine.reason();
        List<LinkEffect> effects = neighbour.machine.on(event, millis.getAsLong());
        LinkState after = neighbour.machine.state();
        if (after != before) {
            neighbour.since = clock.millis();
            if (after == LinkState.OFFERING || after == LinkState.ANSWERING) {
                neighbour.attemptAt = millis.getAsLong();
            }
            metrics.became(before, after, neighbour.machine.trouble(), millis.getAsLong() - neighbour.attemptAt);
        }
        boolean changed = after != before || !neighbour.machine.reason().equals(reasonBefore);
        for (LinkEffect effect : effects) {
            apply(neighbour, effect);
        }
        if (changed) {
            listener.changed(neighbour.view());
        }
        if (after == LinkState.OPEN && before != LinkState.OPEN && neighbour.conversation != null) {
            listener.opened(neighbour.conversation);
        }
    }

    private void apply(Neighbour neighbour, LinkEffect effect) {
        if (effect instanceof LinkEffect.MakeOffer) {
            make(neighbour).offer();
        } else if (effect instanceof LinkEffect.MakeAnswer answer) {
            DataLink link = make(neighbour);
            link.answer(answer.offer());
            passEarly(neighbour);
        } else if (effect instanceof LinkEffect.Accept accept && neighbour.link != null) {
            neighbour.link.accept(accept.answer());
            passEarly(neighbour);
        } else if (effect instanceof LinkEffect.Write write) {
            write(neighbour, write);
        } else if (effect instanceof LinkEffect.Drop) {
            drop(neighbour);
        } else if (effect instanceof LinkEffect.Greet && neighbour.link != null) {
            neighbour.opened(neighbour.link, limits.link(), millis.getAsLong());
            neighbour.dialect.letters.clear(neighbour.id);
        } else if (effect instanceof LinkEffect.Forget) {
            neighbours.remove(neighbour.id);
            neighbour.dialect.letters.ignore(neighbour.id);
        }
    }

    private DataLink make(Neighbour neighbour) {
        Attempt attempt = new Attempt(neighbour);
        DataLink link = links.create(attempt);
        attempt.link = link;
        neighbour.link = link;
        neighbour.dialect.letters.attend(neighbour.id);
        return link;
    }

    private void passEarly(Neighbour neighbour) {
        neighbour.takeEarly(neighbour.machine.heardTimestamp()).forEach(candidate -> pass(neighbour, candidate));
    }

    private void write(Neighbour neighbour, LinkEffect.Write write) {
        LocalDescription local = neighbour.described;
        if (local == null) {
            return;
        }
        neighbour.writtenAt = write.re() == null
                ? neighbour.dialect.letters.offer(neighbour.id, local.sdp(), write.form())
                : neighbour.dialect.letters.answer(neighbour.id, local.sdp(), write.form(), write.re());
        happen(neighbour, new LinkEvent.Written(neighbour.writtenAt));
    }

    private void drop(Neighbour neighbour) {
        if (neighbour.link != null) {
            neighbour.link.abort();
        }
        neighbour.dropped();
        neighbour.dialect.letters.clear(neighbour.id);
        neighbour.dialect.letters.ignore(neighbour.id);
    }

    /** Hears of one link, as long as it is the present one. */
    private final class Attempt implements DataLink.Listener {
        private final Neighbour neighbour;
        private @Nullable DataLink link;

        Attempt(Neighbour neighbour) {
            this.neighbour = neighbour;
        }

        private boolean isPresent() {
            return !closed && link != null && link.equals(neighbour.link);
        }

        @Override
        public void described(LocalDescription local) {
            if (isPresent()) {
                neighbour.described = local;
                happen(neighbour, new LinkEvent.Described());
            }
        }

        @Override
        public void found(TrickledCandidate late) {
            if (isPresent() && neighbour.described != null && !neighbour.isOpen()) {
                neighbour.dialect.letters.candidate(
                        neighbour.id,
                        neighbour.writtenAt,
                        neighbour.candidatesWritten++,
                        late.sdpMid(),
                        late.sdpMLineIndex(),
                        late.candidate().text());
            }
        }

        @Override
        public void opened() {
            if (isPresent()) {
                happen(neighbour, new LinkEvent.Opened());
            }
        }

        @Override
        public void received(String text) {
            if (isPresent() && neighbour.conversation != null) {
                neighbour.lastHeard = millis.getAsLong();
                listener.received(neighbour.conversation, text);
            }
        }

        @Override
        public void aged() {
            if (isPresent()) {
                neighbour.agedAt = OptionalLong.of(millis.getAsLong());
            }
        }

        @Override
        public void dropped(String reason) {
            drops.drop(reason, neighbour.id);
        }

        @Override
        public void ended(LinkEnd end) {
            if (isPresent()) {
                happen(neighbour, new LinkEvent.Ended(end));
            }
        }
    }
}
