package dev.gunjava.mesh;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gets that we have put to neighbours: for all who want the same thing at the same time just one. An ask is in
 * flight until somebody had data, all have answered and nobody is patient, or the time is up; it is remembered for a
 * while longer, since chunks of a large answer come one by one. Owned by the thread of the mesh.
 */
final class Asks {

    private static final int CAPACITY = 10_000;
    private static final long IDLE_MILLIS = 60_000;

    /** For so long nobody who dialled us is asked again for what nobody had. */
    private static final long ABSENT_MILLIS = 2_000;

    private final Map<Interest, Ask> inFlight = new HashMap<>();
    private final Map<Interest, Long> absent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Interest, Long> eldest) {
            return size() > CAPACITY;
        }
    };
    private final Map<String, Ask> byId = new LinkedHashMap<>(64, 0.75f, true);

    /** Who is among the askers, or was: most who leave are not, and need not be looked for. */
    private final Set<Peer> askers = new HashSet<>();

    /** A neighbour that waits for an answer to the get with the id it chose. */
    record Asker(Peer peer, String id, @Nullable Integer knownHash) {}

    /** One get that was put to neighbours. */
    static final class Ask {
        final String id;
        final Interest interest;
        final List<Asker> askers = new ArrayList<>(1);
        final List<Finder> finders = new ArrayList<>(0);
        final Set<Peer> outstanding = new LinkedHashSet<>();
        final Deque<Peer> candidates = new ArrayDeque<>(0);
        boolean settled;

        /** Whether all have said that there is nothing, and those who are patient wait for what may come yet. */
        boolean awaitsStragglers;

        private long usedAt;

        Ask(String id, Interest interest, long now) {
            this.id = id;
            this.interest = interest;
            this.usedAt = now;
        }

        /** Whether nobody is left whose answer could be waited for. */
        boolean exhausted() {
            return outstanding.isEmpty() && candidates.isEmpty();
        }
    }

    /** The ask in flight for the same interest, or for the whole node. */
    @Nullable
    Ask inFlight(Interest interest) {
        Ask ask = inFlight.get(interest);
        return ask != null ? ask : inFlight.get(interest.whole());
    }

    /**
     * Begins an ask.
     *
     * @return the ask that was forgotten to make room for it, or null
     */
    @Nullable
    Ask begin(Ask ask) {
        inFlight.put(ask.interest, ask);
        return remember(ask);
    }

    /** Remembers an ask that nobody waits for, so that the answers to it are known. */
    @Nullable
    Ask remember(Ask ask) {
        byId.put(ask.id, ask);
        if (byId.size() <= CAPACITY) {
            return null;
        }
        Ask oldest = byId.values().iterator().next();
        byId.remove(oldest.id);
        return oldest;
    }

    /** The ask that a reply answers, or null if none is known. */
    @Nullable
    Ask find(String id, long now) {
        Ask ask = byId.get(id);
        if (ask == null) {
            return null;
        }
        if (ask.settled && now - ask.usedAt > IDLE_MILLIS) {
            byId.remove(id);
            return null;
        }
        ask.usedAt = now;
        return ask;
    }

    /** Lets a neighbour wait for the answers to an ask. */
    void join(Ask ask, Asker asker) {
        ask.askers.add(asker);
        askers.add(asker.peer());
    }

    /** Ends the flight of an ask. */
    void settle(Ask ask) {
        ask.settled = true;
        ask.candidates.clear();
        inFlight.remove(ask.interest, ask);
    }

    void noteAbsent(Interest interest, long now) {
        absent.remove(interest);
        absent.put(interest, now);
    }

    /** Notes that there was nobody to ask; who comes now is worth asking at once. */
    void noteUnasked(Interest interest, long now) {
        Long since = absent.remove(interest);
        absent.put(interest, since == null ? now - ABSENT_MILLIS : since);
    }

    boolean lately(Interest interest, long now) {
        Long since = absent.get(interest);
        return since != null && now - since < ABSENT_MILLIS;
    }

    /** What nobody has had so far: what is being asked for, then the latest that was, in all at most so many. */
    List<Interest> missing(int count) {
        Stream<Interest> latest = absent.keySet().stream().skip(Math.max(0, absent.size() - count));
        return Stream.concat(inFlight.keySet().stream(), latest).limit(count).toList();
    }

    /** The asks that wait for an answer of a neighbour, or were to be put to it. */
    Collection<Ask> concerning(Peer peer) {
        List<Ask> asks = new ArrayList<>();
        for (Ask ask : inFlight.values()) {
            if (ask.outstanding.contains(peer) || ask.candidates.contains(peer)) {
                asks.add(ask);
            }
        }
        return asks;
    }

    List<Ask> allInFlight() {
        return List.copyOf(inFlight.values());
    }

    /** Forgets a neighbour as somebody who asked. */
    void removeAsker(Peer peer) {
        if (askers.remove(peer)) {
            byId.values().forEach(ask -> ask.askers.removeIf(asker -> asker.peer() == peer));
        }
    }
}
