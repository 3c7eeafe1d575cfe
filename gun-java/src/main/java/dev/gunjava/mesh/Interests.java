package dev.gunjava.mesh;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Interests in the order in which they came; at the bound, or where there is no room, the oldest is forgotten. Most neighbors have none or one, and
 * these take little room. Owned by the thread of the mesh.
 */
final class Interests {

    private final Budget.Holding holding;
    private final int most;
    private final long mostBytes;
    private Set<Interest> set = Set.of();
    private long bytes;

    /**
     * No interests.
     *
     * @param holding of the connection that they are remembered for
     */
    Interests(Budget.Holding holding, int most, long mostBytes) {
        this.holding = holding;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Adds an interest; returns whether it was new. */
    boolean add(Interest interest) {
        if (set.isEmpty()) {
            set = new LinkedHashSet<>(1);
        }
        boolean fresh = set.add(interest);
        if (fresh) {
            bytes += interest.weight();
            holding.hold(interest.weight());
        }
        while (set.size() > most || (set.size() > 1 && (bytes > mostBytes || !holding.admits(0)))) {
            removeOldest();
        }
        return fresh;
    }

    void clear() {
        set = Set.of();
        holding.release(bytes);
        bytes = 0;
    }

    boolean contains(Interest interest) {
        return set.contains(interest);
    }

    boolean isEmpty() {
        return set.isEmpty();
    }

    int size() {
        return set.size();
    }

    int count(Predicate<Interest> predicate) {
        return (int) set.stream().filter(predicate).count();
    }

    /** Takes out the oldest of at least one. */
    Interest removeOldest() {
        Interest oldest = set.iterator().next();
        set.remove(oldest);
        bytes -= oldest.weight();
        holding.release(oldest.weight());
        if (set.isEmpty()) {
            set = Set.of();
        }
        return oldest;
    }
}
