package dev.gunjava.mesh;

import dev.gunjava.mesh.Task.Progress;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is to be done for one neighbor, in order; also what the program itself has called for. A task that waits holds up
 * the tasks behind it, and no other queue.
 *
 * <p>Tasks never run within tasks: what a task adds runs after it. Owned by the thread of the mesh.
 */
final class WorkQueue {

    /** The tasks ahead that may ask for what they will need. */
    private static final int LOOKAHEAD = 512;

    private final WorkScheduler scheduler;
    private final Deque<Task> tasks = new ArrayDeque<>(2);
    private int prepared;
    private boolean running;
    private boolean woken;

    /** Whether this is in the scheduler's ring. */
    boolean scheduled;

    WorkQueue(WorkScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Adds a task, to be run by {@link #run} or by the scheduler. */
    void add(Task task) {
        tasks.add(task);
        if (prepared < LOOKAHEAD && prepared == tasks.size() - 1) {
            prepared++;
            task.prepare();
        }
    }

    /** Adds a task and runs what can run now, unless a task is running. */
    void perform(Task task) {
        add(task);
        run();
    }

    /** Runs tasks for one slice, unless one is running; the rest follows in later turns. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            if (runSlice()) {
                scheduler.schedule(this);
            }
        } finally {
            running = false;
        }
    }

    /** Runs tasks again, in this turn or the next: something that one has waited for is there. */
    void wake() {
        woken = true;
        if (!tasks.isEmpty()) {
            scheduler.schedule(this);
        }
    }

    /** Whether a task of this queue is running now. */
    boolean isRunning() {
        return running;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Returns whether there is more to do at once. */
    private boolean runSlice() {
        WorkScheduler.Slice slice = scheduler.newSlice();
        while (slice.goesOn()) {
            Task task = tasks.peek();
            if (task == null) {
                return false;
            }
            woken = false;
            Progress progress = step(task);
            if (progress == Progress.DONE) {
                tasks.remove();
                prepared -= prepared > 0 ? 1 : 0;
                prepareAhead();
            } else if (progress == Progress.WAITS && !woken) {
                return false;
            }
        }
        return true;
    }

    /** One task that fails must not hold up those behind it. */
    private static Progress step(Task task) {
        try {
            return task.step();
        } catch (RuntimeException | StackOverflowError fault) {
            task.failed(fault);
            return Progress.DONE;
        }
    }

    private void prepareAhead() {
        if (prepared == 0 && !tasks.isEmpty()) {
            for (Task task : tasks) {
                if (prepared == LOOKAHEAD) {
                    return;
                }
                prepared++;
                task.prepare();
            }
        }
    }

    /** Has the tasks ahead give back what they have asked for, because the first one waits for the neighbor. */
    void unprepare() {
        if (prepared > 0) {
            int left = prepared;
            prepared = 0;
            for (Task task : tasks) {
                if (left-- == 0) {
                    return;
                }
                task.unprepare();
            }
        }
    }
}
