package dev.gunjava.store;

import java.util.HashMap;
import java.util.Map;

/**
 * The keys that nodes have in common, kept once: a graph has a million souls, but few words for what they have. The first
 * short keys that come are kept for good, up to a bound; those that come later are each node's own. Owned by the thread
 * of the mesh.
 */
final class SharedKeys {

    static final int MOST = 4_096;
    static final int LONGEST = 64;

    private final Map<String, String> keys = new HashMap<>();

    /** The same key, as all nodes share it if they do. */
    String of(String key) {
        String known = keys.get(key);
        if (known != null) {
            return known;
        }
        if (keys.size() < MOST && key.length() <= LONGEST) {
            keys.put(key, key);
        }
        return key;
    }

    /** Whether this key, as {@link #of} gave it, is shared. What is not shared when it comes never will be. */
    boolean holds(String key) {
        return keys.containsKey(key);
    }
}
