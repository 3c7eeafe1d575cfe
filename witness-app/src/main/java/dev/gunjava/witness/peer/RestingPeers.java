package dev.gunjava.witness.peer;

import dev.gunjava.witness.LinkRules;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The peers whose link was closed because they flooded it, and until when no link is made with them. It outlives the
 * {@link Neighbour}, which a peer can have forgotten by leaving.
 *
 * <p>Owned by the thread of the peer. Bounded; when it is full, the peer that has rested longest is released.
 */
final class RestingPeers {
    private final LinkRules rules;
    private final Map<String, Long> until = new LinkedHashMap<>();

    RestingPeers(LinkRules rules) {
        this.rules = rules;
    }

    /** @param now monotonic time, ms */
    void add(String peer, long now) {
        until.remove(peer);
        until.put(peer, now + rules.rest().toMillis());
        if (until.size() > rules.resting()) {
            until.remove(until.keySet().iterator().next());
        }
    }

    boolean contains(String peer, long now) {
        Long end = until.get(peer);
        if (end != null && end <= now) {
            until.remove(peer);
            return false;
        }
        return end != null;
    }
}
