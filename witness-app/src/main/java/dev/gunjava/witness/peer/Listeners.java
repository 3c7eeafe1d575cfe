package dev.gunjava.witness.peer;

import dev.gunjava.Subscription;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to the listeners on a thread of its own, so that a slow one does not hold up the peer. At most 10 000
 * events wait; beyond that new ones are dropped and counted.
 *
 * <p>Thread-safe.
 */
final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);
    private static final int MAX_WAITING = 10_000;

    private final List<Consumer<PeerEvent>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final ThreadPoolExecutor thread;

    Listeners() {
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                task -> {
                    Thread made = new Thread(task, "witness-events");
                    made.setDaemon(true);
                    return made;
                },
                (task, executor) -> {
                    if (!executor.isShutdown() && lost.getAndIncrement() == 0) {
                        log.warn("a listener is too slow; events are lost from here on");
                    }
                });
    }

    Subscription add(Consumer<PeerEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(PeerEvent event) {
        thread.execute(() -> {
            for (Consumer<PeerEvent> listener : listeners) {
                try {
                    listener.accept(event);
                } catch (RuntimeException failure) {
                    if (failures.getAndIncrement() == 0) {
                        log.warn("a listener failed; further failures are not logged", failure);
                    }
                }
            }
        });
    }

    /** What waits is delivered still; nothing is taken any more. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
