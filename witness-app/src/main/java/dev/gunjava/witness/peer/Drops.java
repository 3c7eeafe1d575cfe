package dev.gunjava.witness.peer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was dropped, by kind, and logs the first of each kind from each peer.
 *
 * <p>Thread-safe. At most 1 000 pairs of kind and peer are remembered for the log, after that it is silent.
 */
final class Drops {
    private static final Logger log = LoggerFactory.getLogger(Drops.class);
    private static final int MAX_LOGGED = 1_000;

    private final Map<String, Long> counts = new HashMap<>();
    private final Set<String> logged = new HashSet<>();
    private final PeerMetrics metrics;

    Drops(PeerMetrics metrics) {
        this.metrics = metrics;
    }

    /** @param kind one of a fixed few, never a stranger's words */
    synchronized void drop(String kind, String peer) {
        counts.merge(kind, 1L, Long::sum);
        metrics.dropped(kind);
        if (logged.size() < MAX_LOGGED && logged.add(kind + " " + peer)) {
            log.info("dropped from {}: {}", peer, kind);
        }
    }

    synchronized Map<String, Long> counts() {
        return Map.copyOf(counts);
    }
}
