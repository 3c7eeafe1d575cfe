package dev.gunjava.mesh;

import dev.gunjava.graph.TimeSource;
import java.util.PriorityQueue;

/** Time that passes when a test says so, and the events that happen meanwhile. */
final class VirtualTime implements TimeSource {

    private static final long EPOCH = 1_800_000_000_000L;

    private final long start;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long elapsed;
    private long sequence;

    VirtualTime() {
        this(EPOCH);
    }

    /** Time that starts at a moment, in ms since the epoch. */
    VirtualTime(long start) {
        this.start = start;
    }

    private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    @Override
    public long wallMillis() {
        return start + elapsed;
    }

    @Override
    public long elapsedMillis() {
        return elapsed;
    }

    /** A clock that runs with this one, but is set differently. */
    TimeSource skewed(long millis) {
        return new TimeSource() {
            @Override
            public long wallMillis() {
                return VirtualTime.this.wallMillis() + millis;
            }

            @Override
            public long elapsedMillis() {
                return elapsed;
            }
        };
    }

    void after(long millis, Runnable action) {
        events.add(new Event(elapsed + millis, sequence++, action));
    }

    /** Lets time pass. */
    void pass(long millis) {
        long until = elapsed + millis;
        for (Event next = events.peek(); next != null && next.at() <= until; next = events.peek()) {
            events.remove();
            elapsed = next.at();
            next.action().run();
        }
        elapsed = until;
    }
}
