package dev.gunjava.witness;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Time that moves only when a test says so: a ticker, a wall clock that can be set apart from it, and a scheduler. */
public final class VirtualTime implements Ticker, InstantSource, Scheduler {
    private record Due(long at, long order, Runnable task, CompletableFuture<Void> handle) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long nanos = 5_000_000_000L;
    private long wallOffsetMillis = 1_700_000_000_000L;
    private long scheduled;

    @Override
    public long read() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(wallOffsetMillis + TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    @Override
    public Future<?> schedule(Executor executor, Runnable command, long delay, TimeUnit unit) {
        CompletableFuture<Void> handle = new CompletableFuture<>();
        queue.add(new Due(nanos + unit.toNanos(delay), scheduled++, () -> executor.execute(command), handle));
        return handle;
    }

    /** Sets the wall clock forward or, with a negative step, back. */
    public void setWallClock(Duration step) {
        wallOffsetMillis += step.toMillis();
    }

    /** Lets time pass and runs what becomes due on the way, each at its moment. */
    public void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (!queue.isEmpty() && queue.peek().at <= end) {
            Due due = queue.remove();
            nanos = Math.max(nanos, due.at);
            if (!due.handle.isCancelled()) {
                due.task.run();
                due.handle.complete(null);
            }
        }
        nanos = end;
    }

    /** Runs a task when that many milliseconds have passed, after those that are due by then already. */
    public void after(long millis, Runnable task) {
        var unused = schedule(Runnable::run, task, millis, TimeUnit.MILLISECONDS);
    }

    /** How many tasks wait that nobody has cancelled. */
    public long waiting() {
        return queue.stream().filter(due -> !due.handle.isCancelled()).count();
    }
}
