package dev.gunjava;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes from the mesh to one listener, on the executor of the program. A listener that is slower than the
 * changes misses values in between, never the last one of a place, so what waits is bounded by the places it listens
 * to; and one that throws is logged and called again for the next change.
 *
 * <p>This class is safe for use by any thread.
 */
final class Delivery {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Executor executor;
    private final Consumer<Change> listener;
    private final Map<Object, Change> waiting = new LinkedHashMap<>();
    private boolean running;
    private boolean closed;

    Delivery(Executor executor, Consumer<Change> listener) {
        this.executor = executor;
        this.listener = listener;
    }

    /** Has the listener called with a change, in place of one of the same place that still waits. */
    void deliver(Object place, Change change) {
        synchronized (this) {
            waiting.put(place, change);
            if (running || closed) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void run() {
        for (Change next = next(); next != null; next = next()) {
            try {
                listener.accept(next);
            } catch (RuntimeException e) {
                log.warn("a listener failed on {}", next.key(), e);
            }
        }
    }

    private synchronized @Nullable Change next() {
        if (closed || waiting.isEmpty()) {
            running = false;
            return null;
        }
        Object place = waiting.keySet().iterator().next();
        return waiting.remove(place);
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
