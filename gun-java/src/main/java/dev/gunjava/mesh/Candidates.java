package dev.gunjava.mesh;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The neighbors that a lookup can still be put to, each once: those that were named, then, if they are wanted, all clients
 * by {@link Neighbor#rank}. The clients are looked up one by one as they are taken, since there may be thousands and few of
 * them are asked. Owned by the thread of the mesh.
 */
final class Candidates {

    private final Deque<Neighbor> named = new ArrayDeque<>(0);
    private Set<Neighbor> seen = Set.of();
    private @Nullable Neighbors clients;
    private @Nullable Neighbor asker;
    private long lastRank = -1;

    /** Names a neighbor, unless it was named before. */
    void name(Neighbor neighbor) {
        if (seen.isEmpty()) {
            seen = new HashSet<>(2);
        }
        if (seen.add(neighbor)) {
            named.add(neighbor);
        }
    }

    /** Has all clients follow, but the asker itself. */
    void addClients(Neighbors neighbors, Neighbor asking) {
        clients = neighbors;
        asker = asking;
    }

    boolean isEmpty() {
        return peek() == null;
    }

    /** The next one, or null if there is none. */
    @Nullable
    Neighbor peek() {
        Neighbor next = named.peek();
        if (next != null || clients == null) {
            return next;
        }
        for (next = clients.clientAfter(lastRank); next != null; next = clients.clientAfter(lastRank)) {
            if (!next.has(Capability.ASKED_FIRST) && !next.sameInstance(asker) && !seen.contains(next)) {
                return next;
            }
            lastRank = next.rank();
        }
        clients = null;
        return null;
    }

    /** Takes the next one, which is there. */
    void remove() {
        Neighbor next = peek();
        if (next != null && named.poll() == null) {
            lastRank = next.rank();
            name(next);
            named.remove();
        }
    }

    /** Forgets a neighbor that has left. */
    void remove(Neighbor gone) {
        if (seen.contains(gone)) {
            named.remove(gone);
        }
    }

    void clear() {
        named.clear();
        clients = null;
    }
}
