package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The souls that we wrote, and how much of that each relay is known to have: a relay takes what one connection brings in
 * order, so its ack of one write speaks for all before it. At the bound what was written longest ago is forgotten. Owned
 * by the thread of the mesh.
 */
final class ResendBacklog {

    private final int most;

    /** The number of the last acked write of each soul, zero if there is none; the soul written last comes last. */
    private final Map<String, Long> acked = new LinkedHashMap<>();

    private final Map<String, Written> byId = new LinkedHashMap<>();
    private final Map<String, Long> reached = new HashMap<>();
    private final Map<String, String> pids = new HashMap<>();
    private long writes;

    /** @param most how many souls are remembered, and how many writes */
    ResendBacklog(int most) {
        this.most = most;
    }

    private record Written(long number, Set<String> souls) {}

    boolean contains(String soul) {
        return acked.containsKey(soul);
    }

    void wrote(String id, List<Node> nodes) {
        Set<String> souls = Nodes.souls(nodes);
        for (String soul : souls) {
            Long before = acked.remove(soul);
            putWithinBound(acked, soul, before == null ? 0 : before);
        }
        putWithinBound(byId, id, new Written(++writes, souls));
    }

    private <V> void putWithinBound(Map<String, V> map, String key, V value) {
        if (map.size() >= most) {
            map.remove(map.keySet().iterator().next());
        }
        map.put(key, value);
    }

    /** A relay has acked a write, the first one or a further one. */
    void acked(String id, String relay) {
        Written written = byId.get(id);
        if (written != null) {
            reached.merge(relay, written.number(), Math::max);
            written.souls().forEach(soul -> acked.computeIfPresent(soul, (s, n) -> Math.max(n, written.number())));
        }
    }

    /**
     * The souls that a relay which has just come up may lack, though some relay has acked them: those written while it
     * was out of reach; or all, if it is another process than before, since one without a store has forgotten them.
     */
    List<String> missingAt(String relay, String pid) {
        @Nullable String before = pids.put(relay, pid);
        if (before != null && !before.equals(pid)) {
            reached.remove(relay);
            return List.copyOf(acked.keySet());
        }
        long known = reached.getOrDefault(relay, 0L);
        return acked.entrySet().stream()
                .filter(soul -> soul.getValue() > known)
                .map(Map.Entry::getKey)
                .toList();
    }
}
