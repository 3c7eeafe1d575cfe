package dev.gunjava.mesh;

import java.util.PriorityQueue;

/**
 * What is to happen later. Bounded by what makes entries: asks, held back writes and own writes all have a bound of
 * their own. Owned by the thread of the mesh.
 */
final class Timers {

    private final PriorityQueue<Timer> due = new PriorityQueue<>();
    private long sequence;

    private record Timer(long at, long sequence, Runnable action) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /** Runs the action once the monotonic time {@code at} has come, in ms. */
    void at(long at, Runnable action) {
        due.add(new Timer(at, sequence++, action));
    }

    /** Runs what is due. */
    void run(long now) {
        for (Timer first = due.peek(); first != null && first.at() <= now; first = due.peek()) {
            due.remove();
            first.action().run();
        }
    }

    /** When something is due next, or {@link Long#MAX_VALUE}. */
    long next() {
        Timer first = due.peek();
        return first == null ? Long.MAX_VALUE : first.at();
    }

    int size() {
        return due.size();
    }
}
