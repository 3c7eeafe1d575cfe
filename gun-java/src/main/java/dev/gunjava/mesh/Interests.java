package dev.gunjava.mesh;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Interests in the order in which they came; at the bound the oldest is forgotten. Most neighbors have none or one, so
 * that takes little room. Owned by the thread of the mesh.
 */
final class Interests {

    private static final int CAPACITY = 10_000;

    private Set<Interest> set = Set.of();

    /** Adds an interest; returns whether it was new. */
    boolean add(Interest interest) {
        if (set.isEmpty()) {
            set = new LinkedHashSet<>(1);
        }
        boolean fresh = set.add(interest);
        if (set.size() > CAPACITY) {
            removeOldest();
        }
        return fresh;
    }

    void clear() {
        set = Set.of();
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
        if (set.isEmpty()) {
            set = Set.of();
        }
        return oldest;
    }
}
