package dev.gunjava.witness.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is there, judged by presences that may be old and by clocks that may be wrong: a presence is fresh if it changed
 * while we watched, or if its time is near ours; how near, the {@link Rhythm} says.
 *
 * <p>Pure and not thread-safe: owned by the thread of the peer. At most 1 000 peers are remembered, those seen last.
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

    static final int MAX_PEERS = 1_000;

    /** What a presence tells us. */
    enum Verdict {
        /** It is not there, as far as we can know. */
        ABSENT,
        /** It may be there: its last sign of life is recent enough. */
        LIKELY,
        /** It is there: it gave a sign of life while we watched, or since the last heartbeat was due. */
        SURE;

        boolean isHere() {
            return this != ABSENT;
        }
    }

    private record Sight(long timestamp, boolean here, long freshUntil) {}

    private final Rhythm rhythm;
    private final LinkedHashMap<String, Sight> seen = new LinkedHashMap<>(16, 0.75f, true);

    Attendance(Rhythm rhythm) {
        this.rhythm = rhythm;
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
        Sight before = seen.get(id);
        if (before != null && before.timestamp == timestamp && before.here == active) {
            return active && before.freshUntil - nanos > 0 ? Verdict.LIKELY : Verdict.ABSENT;
        }
        boolean changed = before != null && before.timestamp != timestamp;
        long age = Math.abs(wallMillis - timestamp);
        long fresh = changed
                ? rhythm.lapse.toNanos()
                : Math.max(0, Math.min(rhythm.fresh.toMillis(), rhythm.lapse.toMillis() - age)) * 1_000_000;
        boolean here = active && (changed || age <= rhythm.fresh.toMillis());
        seen.put(id, new Sight(timestamp, active, here ? nanos + fresh : nanos));
        if (seen.size() > MAX_PEERS) {
            seen.remove(seen.keySet().iterator().next());
        }
        boolean sure = changed || age <= rhythm.due.toMillis();
        return here ? sure ? Verdict.SURE : Verdict.LIKELY : Verdict.ABSENT;
    }

    /** Notes that a peer has taken itself off the list; what it says later is a change. */
    void leave(String id) {
        seen.computeIfPresent(id, (same, sight) -> new Sight(sight.timestamp, false, sight.freshUntil));
    }

    /** Those who were there and have not been heard of for too long; each is told once. */
    List<String> lapsed(long nanos) {
        List<String> gone = new ArrayList<>();
        Iterator<Map.Entry<String, Sight>> all = seen.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Sight> entry = all.next();
            Sight sight = entry.getValue();
            if (sight.here && sight.freshUntil - nanos <= 0) {
                gone.add(entry.getKey());
                entry.setValue(new Sight(sight.timestamp, false, sight.freshUntil));
            }
        }
        return gone;
    }
}
