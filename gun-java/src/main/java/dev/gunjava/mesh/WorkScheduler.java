package dev.gunjava.mesh;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.TurnLimits;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The queues that have something to do now, in turn: each runs for a slice, then the next. So neither a large frame nor
 * an expensive question of one neighbor keeps the others waiting. Owned by the thread of the mesh.
 */
final class WorkScheduler {

    /** The steps between two looks at the clock, which costs as much as a tenth of a small message. */
    private static final int STEPS_BETWEEN_LOOKS = 4;

    private final TimeSource time;

    /** The steps that one queue takes at once; a step is one message, or a bounded part of one. */
    private final int sliceSteps;

    /** How long one queue may take for them; the last step may go over it. */
    private final long sliceNanos;

    private final Deque<WorkQueue> ready = new ArrayDeque<>();

    WorkScheduler(TimeSource time, TurnLimits limits) {
        this.time = time;
        this.sliceSteps = limits.messages();
        this.sliceNanos = limits.slice().toNanos();
    }

    /** What one queue may do before the next one runs. */
    final class Slice {
        private int steps;
        private long begun;

        /** Whether another step may be taken. */
        boolean goesOn() {
            int taken = steps++;
            if (taken % STEPS_BETWEEN_LOOKS > 0 || taken == 0) {
                return true;
            }
            if (taken == STEPS_BETWEEN_LOOKS) {
                begun = time.elapsedNanos();
                return true;
            }
            return taken < sliceSteps && time.elapsedNanos() - begun < sliceNanos;
        }
    }

    Slice newSlice() {
        return new Slice();
    }

    WorkQueue newQueue() {
        return new WorkQueue(this);
    }

    void schedule(WorkQueue queue) {
        if (!queue.scheduled) {
            queue.scheduled = true;
            ready.add(queue);
        }
    }

    /** Runs queues for about so long, each for a slice at a time. */
    void run(long nanos) {
        if (ready.isEmpty()) {
            return;
        }
        long begun = time.elapsedNanos();
        do {
            WorkQueue queue = ready.remove();
            queue.scheduled = false;
            queue.run();
        } while (!ready.isEmpty() && time.elapsedNanos() - begun < nanos);
    }

    /** Whether something is left to do now. */
    boolean isIdle() {
        return ready.isEmpty();
    }
}
