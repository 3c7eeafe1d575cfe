package dev.gunjava.witness.peer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a peer. A task that fails is logged and the next one runs. Thread-safe. */
final class PeerLoop implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerLoop.class);

    private final ScheduledThreadPoolExecutor thread;
    private final CountDownLatch started = new CountDownLatch(1);

    /** A loop that takes tasks and runs none before {@link #start}, so that nothing happens to a peer half made. */
    PeerLoop(String name) {
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
        execute(this::awaitStart);
    }

    void start() {
        started.countDown();
    }

    private void awaitStart() {
        try {
            started.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Monotonic time, ms. */
    static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Runs a task after those given before; after {@link #close} it is dropped. */
    @Override
    public void execute(Runnable task) {
        unlessClosed(() -> thread.execute(guarded(task)));
    }

    /** Runs a task after a while; after {@link #close} it is dropped, as is one that waits then. */
    @SuppressWarnings("FutureReturnValueIgnored") // a guarded task has nothing to tell, and close ends it
    void after(Duration delay, Runnable task) {
        unlessClosed(() -> thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a guarded task has nothing to tell, and close ends it
    void every(Duration period, Runnable task) {
        thread.scheduleWithFixedDelay(guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task and waits for it, but not for ever. */
    void run(Runnable task, Duration patience) {
        try {
            thread.submit(guarded(task)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            log.warn("the peer did not leave in order", late);
        }
    }

    @Override
    public void close() {
        started.countDown();
        thread.shutdown();
    }

    /** A task may hand over the next one while the peer is closed. */
    private static void unlessClosed(Runnable handover) {
        try {
            handover.run();
        } catch (RejectedExecutionException over) {
            log.trace("dropped a task of a peer that is closed", over);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failure) {
                log.warn("a task of the peer failed", failure);
            }
        };
    }
}
