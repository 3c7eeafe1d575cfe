package dev.gunjava.witness.rtc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native library: the one thread of the process that calls it, and the factory on which new links are made. */
final class RtcEngine {
    /*
     * One factory serves all links, since each that was ever made costs two threads and 0.65 MiB that nothing gives back.
     * But on each message that arrives the library pins two Java objects, 88 bytes of heap and some 50 of its own, until
     * the factory is disposed (measured with 0.14.0: 600,000 messages hold 53 MB of heap, and disposal frees all of it).
     * So a factory has a budget of messages, which is large: an eighth of the heap. When it is spent, the factory retires.
     * New links are made on a fresh one from then on; the old links go on and are asked to be made anew, which the
     * neighbourhood does one after the other, each at a quiet moment; and when the last of them is closed the old factory
     * is disposed. So no factory is disposed with an open connection, which would be a crash, and none waits for a moment
     * at which the whole process is idle, which may never come. Two factories side by side do not disturb each other.
     */
    private static final Logger log = LoggerFactory.getLogger(RtcEngine.class);
    private static final long DISPOSAL_SECONDS = 5;

    /** Overrides how many messages may be received on one factory. */
    static final String BUDGET_PROPERTY = "witness.webrtc.messages";

    private static final long PINNED_BYTES = 88;
    private static final long MIN_BUDGET = 1_000_000;
    private static final long MAX_BUDGET = 10_000_000;

    /** Guards the two below. */
    private static final Object GATE = new Object();

    private static @Nullable RtcEngine shared;
    private static int users;

    private final ScheduledThreadPoolExecutor owner;
    private final long budget;

    // The two below belong to the owner.
    private @Nullable RtcFactory current;
    /** Those that have spent their budget and still have links. */
    private final List<RtcFactory> retired = new ArrayList<>();

    private RtcEngine() {
        long heap = Runtime.getRuntime().maxMemory() / 8 / PINNED_BYTES;
        budget = Long.getLong(BUDGET_PROPERTY, Math.max(MIN_BUDGET, Math.min(heap, MAX_BUDGET)));
        owner = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "webrtc-owner");
            thread.setDaemon(true);
            return thread;
        });
        owner.setRemoveOnCancelPolicy(true);
        owner.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            CompletableFuture.supplyAsync(this::factory, owner).join();
        } catch (CompletionException failure) {
            owner.shutdown();
            throw new WebRtcUnavailableException(failure);
        }
    }

    /**
     * The engine, loaded and started if nobody uses it yet, which takes about a second.
     *
     * @throws WebRtcUnavailableException if this machine lacks something
     */
    static RtcEngine acquire() {
        synchronized (GATE) {
            RtcEngine engine = shared == null ? new RtcEngine() : shared;
            shared = engine;
            users++;
            return engine;
        }
    }

    /** Gives it back. All connections of this user must be closed: disposing with an open one is a crash. */
    void release() {
        synchronized (GATE) {
            users--;
            if (users > 0) {
                return;
            }
            shared = null;
            execute(this::dispose);
            owner.shutdown();
            try {
                if (!owner.awaitTermination(DISPOSAL_SECONDS, TimeUnit.SECONDS)) {
                    log.warn("the native WebRTC library did not stop within {} s", DISPOSAL_SECONDS);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs a task on the owner's thread; after the end it is dropped. Never blocks. */
    void execute(Runnable task) {
        try {
            owner.execute(guarded(task));
        } catch (RejectedExecutionException over) {
            log.trace("dropped a task of a connection that is over", over);
        }
    }

    /** Runs a task on the owner's thread after a while, unless the end comes first. On the owner's thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task is guarded, so the future has nothing to tell
    void schedule(Runnable task, long delayMillis) {
        owner.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
    }

    /** The factory for a new link. On the owner's thread. */
    RtcFactory factory() {
        RtcFactory factory = current == null ? new RtcFactory() : current;
        current = factory;
        return factory;
    }

    /** A link on this factory has received a message. On the owner's thread. */
    void received(RtcFactory factory) {
        if (factory.count() >= budget && factory == current) {
            log.info("a WebRTC factory retires after {} messages; its links are made anew, one by one", budget);
            current = null;
            retired.add(factory);
            factory.links().forEach(WebRtcLink::age);
        }
    }

    /** A link on this factory has closed its connection. On the owner's thread. */
    void closed(RtcFactory factory, WebRtcLink link) {
        factory.closed(link);
        if (factory.links().isEmpty() && retired.remove(factory)) {
            factory.dispose();
        }
    }

    private void dispose() {
        retired.forEach(RtcFactory::dispose);
        if (current != null) {
            current.dispose();
        }
    }

    /** Nothing may escape: the library reports bad input as Error, and a throwable that leaves a callback is an abort. */
    static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable failure) {
                log.warn("a WebRTC task failed", failure);
            }
        };
    }
}
