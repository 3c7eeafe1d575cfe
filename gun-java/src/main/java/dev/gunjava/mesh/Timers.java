package dev.gunjava.mesh;

import dev.gunjava.graph.TimeSource;
import java.util.PriorityQueue;

/**
 * What is to happen later, by monotonic time. Bounded by what makes entries: asks, held back writes and own writes all have a bound of
 * their own. Owned by the thread of the mesh.
 */
final class Timers {

    private final TimeSource time;
    private final PriorityQueue<Timer> due = new PriorityQueue<>();
    private long sequence;

    Timers(TimeSource time) {
        this.time = time;
    }

    private record Timer(long at, long sequence, Runnable action) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /** The monotonic time, in ms. */
    long now() {
        return time.elapsedMillis();
    }

    /** Runs the action in so many ms. */
    void after(long millis, Runnable action) {
        due.add(new Timer(now() + millis, sequence++, action));
    }

    /** Runs what is due. */
    void run() {
        long now = now();
        for (Timer first = due.peek(); first != null && first.at() <= now; first = due.peek()) {
            due.remove();
            first.action().run();
        }
    }

    /** When something is due next, in monotonic ms, or {@link Long#MAX_VALUE}. */
    long next() {
        Timer first = due.peek();
        return first == null ? Long.MAX_VALUE : first.at();
    }
}
