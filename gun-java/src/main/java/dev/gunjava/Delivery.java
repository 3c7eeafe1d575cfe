package dev.gunjava;

import dev.gunjava.logging.LogText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes from the mesh to one listener, one at a time, on the executor of the program. A listener that is slower
 * than the changes misses values in between, never the last one of a place, so what waits is bounded by the places it
 * listens to; and one that throws is called again for the next change. The first time that is logged as a warning.
 *
 * <p>This class is safe for use by any thread.
 *
 * @param <P> what tells places apart
 */
final class Delivery<P> {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Executor executor;
    private final BiConsumer<P, Change> listener;
    private final Map<P, Change> waiting = new LinkedHashMap<>();
    private boolean running;
    private boolean closed;
    private boolean complained;

    Delivery(Executor executor, BiConsumer<P, Change> listener) {
        this.executor = executor;
        this.listener = listener;
    }

    /** Has the listener called with a change, in place of one of the same place that still waits. */
    void deliver(P place, Change change) {
        synchronized (this) {
            if (closed) {
                return;
            }
            waiting.put(place, change);
            if (running) {
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
        for (Map.Entry<P, Change> next = next(); next != null; next = next()) {
            try {
                listener.accept(next.getKey(), next.getValue());
            } catch (Throwable e) { // an Error too must not silence a listener for ever
                complain(next.getValue(), e);
            }
        }
    }

    private void complain(Change change, Throwable e) {
        boolean first;
        synchronized (this) {
            first = !complained;
            complained = true;
        }
        if (first) {
            log.warn(
                    "a listener failed on {}; if it does so again, that is logged for debugging only",
                    LogText.escaped(change.key()),
                    LogText.escaped(e));
        } else {
            log.debug("a listener failed on {} again", LogText.escaped(change.key()), LogText.escaped(e));
        }
    }

    private synchronized Map.@Nullable Entry<P, Change> next() {
        if (closed || waiting.isEmpty()) {
            running = false;
            return null;
        }
        P place = waiting.keySet().iterator().next();
        return Map.entry(place, waiting.remove(place));
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
