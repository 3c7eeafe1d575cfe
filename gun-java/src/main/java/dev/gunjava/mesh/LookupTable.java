package dev.gunjava.mesh;

import dev.gunjava.limits.RoutingLimits;
import java.util.ArrayList;
import java.util.Collection;
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
 * The gets that we have put to neighbors: for all who want the same thing at the same time just one. An ask is in
 * flight until somebody had data, all have answered and nobody is patient, or the time is up; it is remembered for a
 * while longer, since chunks of a large answer come one by one. Owned by the thread of the mesh.
 */
final class LookupTable {

    /** What a lookup takes besides its interest, in bytes. */
    private static final int BYTES = 500;

    private final long mostLookupBytes;
    private final long lookupMillis;
    private final long mostAbsentBytes;
    private final long absentMillis;
    private final Map<Interest, Lookup> inFlight = new HashMap<>();
    private final Map<Interest, Long> absent = new LinkedHashMap<>();
    private long absentBytes;
    private final Map<String, Lookup> byId = new LinkedHashMap<>(64, 0.75f, true);
    private long lookupBytes;

    /** Who is among the askers, or was: most who leave are not, and need not be looked for. */
    private final Set<Neighbor> askers = new HashSet<>();

    /** A neighbor that waits for an answer to the get with the id it chose. */
    record Asker(Neighbor neighbor, String id, @Nullable Integer knownHash) {}

    /** One get that was put to neighbors. */
    static final class Lookup {
        final String id;
        final Interest interest;
        final List<Asker> askers = new ArrayList<>(1);
        final List<Finder> finders = new ArrayList<>(0);
        final Set<Neighbor> outstanding = new LinkedHashSet<>();
        final Candidates candidates = new Candidates();
        boolean settled;

        /** Whether relays are among those asked. */
        boolean asksRelays;

        /** The neighbor whose allowance the questions to clients use; null for a search of our own. */
        @Nullable
        Neighbor payer;

        /** Whether clients are left out because the allowance is used up. */
        boolean cutShort;

        /** Whether all have said that there is nothing, and those who are patient wait for what may come yet. */
        boolean awaitsStragglers;

        /** The hash of the last answer that was passed on whole, or null. */
        @Nullable
        Integer answered;

        private long usedAt;

        Lookup(String id, Interest interest, long now) {
            this.id = id;
            this.interest = interest;
            this.usedAt = now;
        }

        /** Whether nobody is left whose answer could be waited for. */
        boolean exhausted() {
            return outstanding.isEmpty() && (candidates.isEmpty() || cutShort);
        }
    }

    LookupTable(RoutingLimits limits) {
        this.mostLookupBytes = limits.lookupBytes();
        this.lookupMillis = limits.lookup().toMillis();
        this.mostAbsentBytes = limits.absentBytes();
        this.absentMillis = limits.absent().toMillis();
    }

    /** The ask in flight for the same interest, or for the whole node. */
    @Nullable
    Lookup inFlight(Interest interest) {
        Lookup lookup = inFlight.get(interest);
        return lookup != null ? lookup : inFlight.get(interest.whole());
    }

    /**
     * Begins an ask.
     *
     * @return the lookups that were forgotten to make room for it
     */
    List<Lookup> begin(Lookup lookup) {
        inFlight.put(lookup.interest, lookup);
        return remember(lookup);
    }

    /** Remembers an ask that nobody waits for, so that the answers to it are known. */
    List<Lookup> remember(Lookup lookup) {
        byId.put(lookup.id, lookup);
        lookupBytes += weight(lookup.interest);
        List<Lookup> forgotten = List.of();
        while (lookupBytes > mostLookupBytes) {
            Lookup oldest = byId.values().iterator().next();
            forget(oldest);
            forgotten = forgotten.isEmpty() ? new ArrayList<>() : forgotten;
            forgotten.add(oldest);
        }
        return forgotten;
    }

    private void forget(Lookup lookup) {
        byId.remove(lookup.id);
        lookupBytes -= weight(lookup.interest);
    }

    /** About how many bytes it takes to remember a lookup. */
    static long weight(Interest interest) {
        return BYTES + interest.weight();
    }

    /** Whether an ask with this id is remembered. */
    boolean isKnown(String id) {
        return byId.containsKey(id);
    }

    /** The ask that a reply answers, or null if none is known. */
    @Nullable
    Lookup find(String id, long now) {
        Lookup lookup = byId.get(id);
        if (lookup == null) {
            return null;
        }
        if (lookup.settled && now - lookup.usedAt > lookupMillis) {
            forget(lookup);
            return null;
        }
        lookup.usedAt = now;
        return lookup;
    }

    /** Lets a neighbor wait for the answers to an ask. */
    void join(Lookup lookup, Asker asker) {
        lookup.askers.add(asker);
        askers.add(asker.neighbor());
    }

    /** Ends the flight of an ask. */
    void settle(Lookup lookup) {
        lookup.settled = true;
        lookup.candidates.clear();
        inFlight.remove(lookup.interest, lookup);
    }

    void noteAbsent(Interest interest, long now) {
        forgetAbsent(interest);
        addAbsent(interest, now);
    }

    /** Notes that there was nobody to ask; a neighbor that connects now is asked at once. */
    void noteUnasked(Interest interest, long now) {
        Long since = forgetAbsent(interest);
        addAbsent(interest, since == null ? now - absentMillis : since);
    }

    private void addAbsent(Interest interest, long since) {
        absent.put(interest, since);
        absentBytes += interest.weight();
        while (absentBytes > mostAbsentBytes) {
            forgetAbsent(absent.keySet().iterator().next());
        }
    }

    private @Nullable Long forgetAbsent(Interest interest) {
        @Nullable Long since = absent.remove(interest);
        absentBytes -= since == null ? 0 : interest.weight();
        return since;
    }

    boolean lately(Interest interest, long now) {
        Long since = absent.get(interest);
        return since != null && now - since < absentMillis;
    }

    /** What nobody has had so far: what is being asked for, then the latest that was, in all at most so many. */
    List<Interest> missing(int count) {
        Stream<Interest> latest = absent.keySet().stream().skip(Math.max(0, absent.size() - count));
        return Stream.concat(inFlight.keySet().stream(), latest).limit(count).toList();
    }

    /** Has no ask put to a neighbor that has left; returns those that wait for its answer. */
    Collection<Lookup> withdraw(Neighbor neighbor) {
        List<Lookup> asks = new ArrayList<>();
        for (Lookup lookup : inFlight.values()) {
            lookup.candidates.remove(neighbor);
            if (lookup.outstanding.contains(neighbor)) {
                asks.add(lookup);
            }
        }
        return asks;
    }

    List<Lookup> allInFlight() {
        return List.copyOf(inFlight.values());
    }

    /** Forgets a neighbor as somebody who asked. */
    void removeAsker(Neighbor neighbor) {
        if (askers.remove(neighbor)) {
            byId.values().forEach(lookup -> lookup.askers.removeIf(asker -> asker.neighbor() == neighbor));
        }
    }
}
