package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know: a whole node, or one key of it.
 *
 * <p>Strangers choose the names, and can choose thousands of one hash. A JDK hash table then keeps its buckets as search
 * trees, but only if the keys are comparable.
 *
 * @param key null for the whole node
 */
record Interest(String soul, @Nullable String key) implements Comparable<Interest> {

    /** What an interest and its place in a table take besides its names, in bytes. */
    private static final int BYTES = 100;

    /** About how many bytes it takes to remember it. */
    long weight() {
        return BYTES + 2L * (soul.length() + (key == null ? 0 : key.length()));
    }

    /** Whether some nodes hold any of it. */
    boolean isAnsweredBy(List<Node> nodes) {
        for (Node node : nodes) {
            if (node.soul().equals(soul) && (key == null ? !node.isEmpty() : node.value(key) != null)) {
                return true;
            }
        }
        return false;
    }

    Interest whole() {
        return key == null ? this : new Interest(soul, null);
    }

    /** By soul, then the whole node before its keys. */
    @Override
    public int compareTo(Interest other) {
        int bySoul = soul.compareTo(other.soul);
        if (bySoul != 0 || Objects.equals(key, other.key)) {
            return bySoul;
        }
        if (key == null || other.key == null) {
            return key == null ? -1 : 1;
        }
        return key.compareTo(other.key);
    }
}
