package dev.gunjava.mesh;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know: a whole node, or one key of it.
 *
 * @param key null for the whole node
 */
record Interest(String soul, @Nullable String key) {

    Interest whole() {
        return key == null ? this : new Interest(soul, null);
    }
}
