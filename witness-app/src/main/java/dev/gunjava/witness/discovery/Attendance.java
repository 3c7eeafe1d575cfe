package dev.gunjava.witness.discovery;

import dev.gunjava.witness.DiscoveryRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is there, judged by presences that may be old and by clocks that may be wrong: a presence is fresh if it changed
 * while we watched, or if its time is near ours; how near, the {@link Rhythm} says.
 *
 * <p>Anybody can write a presence once, so the peers that were seen changing have places of their own, which names that
 * merely appear cannot take.
 *
 * <p>Pure and not thread-safe: owned by the thread of the peer. At most {@link DiscoveryRules#peers} are remembered.
 */
final class Attendance {
    /**
     * How often signs of life come, and what follows for those that do not.
     *
     * @param fresh how far the time of a presence that we have not seen change may lie from ours
     * @param lapse how long a sign of life is good for: one heartbeat may get lost, and the next may be late
     * @param due when the next heartbeat must have come, with some time for its way
     */
    record Rhythm(Duration fresh, Duration lapse, Duration due) {
        /** A heartbeat every 30 s. */
        static final Rhythm DEPLOYED =
                new Rhythm(Duration.ofSeconds(60), Duration.ofSeconds(75), Duration.ofSeconds(35));

        /** A heartbeat every 10 s. */
        static final Rhythm LEGACY = new Rhythm(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(15));
    }

    private record Sight(long timestamp, boolean here, long freshUntil) {}

    private final Rhythm rhythm;
    private final DiscoveryRules rules;
    private final Consumer<String> forgotten;

    /** Those never seen changing, and those seen; in each, the one longest without a sign of life first. */
    private final LinkedHashMap<String, Sight> strangers = new LinkedHashMap<>();

    private final LinkedHashMap<String, Sight> familiar = new LinkedHashMap<>();

    /** @param forgotten told of a peer that gave way to others though it may be there */
    Attendance(Rhythm rhythm, DiscoveryRules rules, Consumer<String> forgotten) {
        this.rhythm = rhythm;
        this.rules = rules;
        this.forgotten = forgotten;
    }

    /**
     * Notes a presence.
     *
     * @param timestamp what the presence says, ms since the epoch by the other's clock
     * @param wallMillis our clock, ms since the epoch
     * @param nanos the monotonic time
     * @return whether the peer is there now
     */
    Verdict see(String id, long timestamp, boolean active, long wallMillis, long nanos) {
        Sight before = sight(id);
        if (before != null && before.timestamp == timestamp && before.here == active) {
            return active && before.freshUntil - nanos > 0 ? Verdict.LIKELY : Verdict.ABSENT;
        }
        boolean changed = before != null && before.timestamp != timestamp;
        long age = Math.abs(wallMillis - timestamp);
        long fresh = changed
                ? rhythm.lapse.toNanos()
                : Math.max(0, Math.min(rhythm.fresh.toMillis(), rhythm.lapse.toMillis() - age)) * 1_000_000;
        boolean here = active && (changed || age <= rhythm.fresh.toMillis());
        remember(id, new Sight(timestamp, active, here ? nanos + fresh : nanos), changed || familiar.containsKey(id));
        if (!here) {
            return Verdict.ABSENT;
        }
        if (changed) {
            return Verdict.CHANGING;
        }
        return age <= rhythm.due.toMillis() ? Verdict.SURE : Verdict.LIKELY;
    }

    /** Notes that a peer has taken itself off the list; what it says later is a change. */
    void leave(String id) {
        Sight sight = sight(id);
        if (sight != null) {
            place(id).put(id, new Sight(sight.timestamp, false, sight.freshUntil));
        }
    }

    /** Those who were there and have not been heard of for too long; each is told once. */
    List<String> lapsed(long nanos) {
        List<String> gone = new ArrayList<>();
        Stream.of(strangers, familiar)
                .flatMap(place -> place.entrySet().stream())
                .forEach(entry -> {
                    Sight sight = entry.getValue();
                    if (sight.here && sight.freshUntil - nanos <= 0) {
                        gone.add(entry.getKey());
                        entry.setValue(new Sight(sight.timestamp, false, sight.freshUntil));
                    }
                });
        return gone;
    }

    private @Nullable Sight sight(String id) {
        return place(id).get(id);
    }

    private Map<String, Sight> place(String id) {
        return familiar.containsKey(id) ? familiar : strangers;
    }

    /** The peer goes to the end of its place; of too many, the one at the beginning is forgotten. */
    private void remember(String id, Sight sight, boolean seenChanging) {
        strangers.remove(id);
        familiar.remove(id);
        (seenChanging ? familiar : strangers).put(id, sight);
        if (strangers.size() + familiar.size() > rules.peers()) {
            forgetFirst(strangers.size() > rules.strangers() ? strangers : familiar);
        }
    }

    private void forgetFirst(Map<String, Sight> place) {
        Map.Entry<String, Sight> first = place.entrySet().iterator().next();
        place.remove(first.getKey());
        if (first.getValue().here) {
            forgotten.accept(first.getKey());
        }
    }
}
