package dev.gunjava.witness.peer;

import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.discovery.Presence;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.discovery.Signaling;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.DataLinks;
import dev.gunjava.witness.rtc.IceCandidate;
import dev.gunjava.witness.rtc.LinkEnd;
import dev.gunjava.witness.rtc.SessionDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The other peers and the connections to them: brings what happens to each {@link LinkMachine} and does what it says.
 *
 * <p>Eight connections at most; own attempts leave two of them for those who come to us. Of the peers that could be tried,
 * one of the most promising is chosen at random, so that meshes do not cluster; an attempt that nobody answers gives way. At most 1 000 peers are known.
 *
 * <p>Owned by the thread of the peer.
 */
final class Neighbourhood implements Presence.Listener {
    static final int MAX_LINKS = 8;
    static final int KEPT_FOR_INCOMING = 2;
    static final int MAX_KNOWN = 1_000;
    /** An aged link is made anew when nothing came over it for so long, or it has aged for so long. */
    static final long QUIET_MILLIS = 1_000;

    static final long MAX_AGED_MILLIS = 60_000;

    private static final Comparator<Neighbour> PROMISING_FIRST = Comparator.comparingInt(
                    (Neighbour neighbour) -> neighbour.machine.failures())
            .thenComparing(neighbour -> !neighbour.sure);

    /** Hears of the neighbours. */
    interface Listener {

        /** The state of a connection has changed. */
        void changed(PeerView view);

        /** A channel is open. */
        void opened(Neighbour neighbour);

        /** A text came over an open channel. */
        void received(Neighbour neighbour, String text);
    }

    private final String me;
    private final DataLinks links;
    private final Signaling signaling;
    private final RandomGenerator random;
    private final LongSupplier millis;
    private final Drops drops;
    private final Listener listener;
    private final Map<String, Neighbour> neighbours = new LinkedHashMap<>();
    private boolean closed;

    /** @param millis monotonic time, ms */
    Neighbourhood(
            String me,
            DataLinks links,
            Signaling signaling,
            RandomGenerator random,
            LongSupplier millis,
            Drops drops,
            Listener listener) {
        this.me = me;
        this.links = links;
        this.signaling = signaling;
        this.random = random;
        this.millis = millis;
        this.drops = drops;
        this.listener = listener;
    }

    Collection<Neighbour> all() {
        return List.copyOf(neighbours.values());
    }

    List<Neighbour> open() {
        return neighbours.values().stream().filter(Neighbour::isOpen).toList();
    }

    int freeSlots() {
        return Math.max(0, MAX_LINKS - busy());
    }

    private int busy() {
        return (int) neighbours.values().stream()
                .filter(neighbour -> neighbour.machine.state().isBusy())
                .count();
    }

    // ---- what happens

    @Override
    public void here(String peer, boolean sure, OptionalInt free) {
        Neighbour neighbour = neighbour(peer);
        if (neighbour != null) {
            neighbour.free = free;
            neighbour.sure |= sure;
            happen(neighbour, new LinkEvent.Present());
            offer();
        }
    }

    @Override
    public void gone(String peer) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null) {
            happen(neighbour, new LinkEvent.Absent());
        }
    }

    /** A letter came. */
    void signalled(Signal signal) {
        if (signal instanceof Signal.Candidate candidate) {
            candidate(candidate);
        } else if (signal instanceof Signal.Offer offer) {
            Neighbour neighbour = neighbour(offer.from());
            Heard heard =
                    heard(SessionDescription.Type.OFFER, offer.sdp(), offer, offer.form(), offer.extensions(), null);
            if (neighbour != null && heard != null) {
                boolean slotFree = busy() < MAX_LINKS;
                if (!slotFree && !neighbour.machine.state().isBusy()) {
                    drops.drop("offer while all connections are taken", neighbour.id);
                }
                happen(neighbour, new LinkEvent.OfferHeard(heard, slotFree));
            }
        } else if (signal instanceof Signal.Answer answer) {
            Neighbour neighbour = neighbours.get(answer.from());
            Heard heard = heard(
                    SessionDescription.Type.ANSWER,
                    answer.sdp(),
                    answer,
                    answer.form(),
                    answer.extensions(),
                    answer.re());
            if (neighbour != null && heard != null) {
                happen(neighbour, new LinkEvent.AnswerHeard(heard));
            }
        }
    }

    /** It does not answer pings. */
    void silent(Neighbour neighbour) {
        happen(neighbour, new LinkEvent.Silent());
    }

    /** Time has passed; to be called a few times a second. */
    void tick() {
        all().forEach(neighbour -> happen(neighbour, new LinkEvent.Tick()));
        renew();
        offer();
    }

    /** Makes one of the aged links anew, if no other connection is being made: the mesh keeps its other links meanwhile. */
    private void renew() {
        long now = millis.getAsLong();
        if (neighbours.values().stream().noneMatch(Neighbour::isConnecting)) {
            neighbours.values().stream()
                    .filter(neighbour -> neighbour.mayBeRenewed(now))
                    .findFirst()
                    .ifPresent(neighbour -> happen(neighbour, new LinkEvent.Aged()));
        }
    }

    /** Nothing happens any more. */
    void close() {
        closed = true;
    }

    private void offer() {
        long now = millis.getAsLong();
        for (Neighbour next = choose(now); next != null; next = choose(now)) {
            if (busy() >= MAX_LINKS - KEPT_FOR_INCOMING && !makeRoom(next, now)) {
                return;
            }
            happen(next, new LinkEvent.Chosen());
        }
    }

    /** One of those that have failed least, before them those that are no ghosts. */
    private @Nullable Neighbour choose(long now) {
        List<Neighbour> best = new ArrayList<>();
        for (Neighbour neighbour : neighbours.values()) {
            if (neighbour.machine.wantsToOffer(now) && neighbour.free.orElse(1) > 0) {
                int difference = best.isEmpty() ? 0 : PROMISING_FIRST.compare(neighbour, best.get(0));
                if (difference < 0) {
                    best.clear();
                }
                if (difference <= 0) {
                    best.add(neighbour);
                }
            }
        }
        return best.isEmpty() ? null : best.get(random.nextInt(best.size()));
    }

    /** Ends an attempt that nobody answers and that is no more promising than the next one. */
    private boolean makeRoom(Neighbour next, long now) {
        if (busy() > MAX_LINKS - KEPT_FOR_INCOMING) {
            return false;
        }
        Neighbour idle = neighbours.values().stream()
                .filter(neighbour -> neighbour.machine.isDisplaceable(now))
                .max(PROMISING_FIRST)
                .filter(neighbour -> PROMISING_FIRST.compare(next, neighbour) <= 0)
                .orElse(null);
        if (idle == null) {
            return false;
        }
        happen(idle, new LinkEvent.Displaced());
        return true;
    }

    private @Nullable Neighbour neighbour(String id) {
        Neighbour known = neighbours.get(id);
        if (known != null || closed) {
            return known;
        }
        if (neighbours.size() >= MAX_KNOWN) {
            drops.drop("more peers than can be known", id);
            return null;
        }
        long now = millis.getAsLong();
        Neighbour fresh = new Neighbour(id, new LinkMachine(me.compareTo(id) < 0, random, now), now);
        neighbours.put(id, fresh);
        listener.changed(fresh.view());
        return fresh;
    }

    private @Nullable Heard heard(
            SessionDescription.Type type,
            String sdp,
            Signal signal,
            Form form,
            Set<String> extensions,
            @Nullable Long re) {
        try {
            return new Heard(new SessionDescription(type, sdp), signal.timestamp(), form, extensions, re);
        } catch (IllegalArgumentException refused) {
            drops.drop("description: " + refused.getMessage(), signal.from());
            return null;
        }
    }

    private void candidate(Signal.Candidate candidate) {
        Neighbour neighbour = neighbours.get(candidate.from());
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
        if (neighbour.link == null) {
            return;
        }
        try {
            neighbour.link.candidate(
                    new IceCandidate(candidate.sdpMid(), candidate.sdpMLineIndex(), candidate.candidate()));
        } catch (IllegalArgumentException malformed) {
            drops.drop("candidate: " + malformed.getMessage(), neighbour.id);
        }
    }

    // ---- what is done about it

    private void happen(Neighbour neighbour, LinkEvent event) {
        if (closed) {
            return;
        }
        PeerView before = neighbour.view();
        List<LinkEffect> effects = neighbour.machine.on(event, millis.getAsLong());
        PeerView after = neighbour.view();
        for (LinkEffect effect : effects) {
            apply(neighbour, effect);
        }
        if (!after.equals(before)) {
            listener.changed(after);
        }
        if (after.state() == LinkState.OPEN && before.state() != LinkState.OPEN) {
            listener.opened(neighbour);
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
        } else if (effect instanceof LinkEffect.Greet) {
            neighbour.opened(millis.getAsLong());
            signaling.clear(neighbour.id);
        } else if (effect instanceof LinkEffect.Forget) {
            neighbours.remove(neighbour.id);
            signaling.ignore(neighbour.id);
        }
    }

    private DataLink make(Neighbour neighbour) {
        Attempt attempt = new Attempt(neighbour);
        DataLink link = links.create(attempt);
        attempt.link = link;
        neighbour.link = link;
        signaling.attend(neighbour.id);
        return link;
    }

    private void passEarly(Neighbour neighbour) {
        neighbour.takeEarly(neighbour.machine.heardTimestamp()).forEach(candidate -> pass(neighbour, candidate));
    }

    private void write(Neighbour neighbour, LinkEffect.Write write) {
        SessionDescription local = neighbour.described;
        if (local == null) {
            return;
        }
        neighbour.writtenAt = write.re() == null
                ? signaling.offer(neighbour.id, local.sdp(), write.form())
                : signaling.answer(neighbour.id, local.sdp(), write.form(), write.re());
        happen(neighbour, new LinkEvent.Written(neighbour.writtenAt));
    }

    private void drop(Neighbour neighbour) {
        if (neighbour.link != null) {
            neighbour.link.abort();
        }
        neighbour.dropped();
        signaling.clear(neighbour.id);
        signaling.ignore(neighbour.id);
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
        public void described(SessionDescription local) {
            if (isPresent()) {
                neighbour.described = local;
                happen(neighbour, new LinkEvent.Described());
            }
        }

        @Override
        public void found(IceCandidate late) {
            if (isPresent() && neighbour.described != null && !neighbour.isOpen()) {
                signaling.candidate(
                        neighbour.id,
                        neighbour.writtenAt,
                        neighbour.candidatesWritten++,
                        late.sdpMid(),
                        late.sdpMLineIndex(),
                        late.candidate());
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
            if (isPresent() && neighbour.isOpen()) {
                neighbour.lastHeard = millis.getAsLong();
                listener.received(neighbour, text);
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
                happen(neighbour, new LinkEvent.Ended(end.detail()));
            }
        }
    }
}
