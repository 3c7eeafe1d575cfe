package dev.gunjava.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The texts of Gun messages, written by hand, so that they may say anything. */
final class GunText {
    private GunText() {}

    /** An id that nobody else has used. */
    static String id() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << 52, 1L << 62), 36);
    }

    static String get(String id, String soul) {
        return getRaw(id, "{\"#\":" + quote(soul) + "}");
    }

    static String get(String id, String soul, String key) {
        return getRaw(id, "{\"#\":" + quote(soul) + ",\".\":" + quote(key) + "}");
    }

    /** A get whose object is given as JSON. */
    static String getRaw(String id, String get) {
        return "{\"#\":" + quote(id) + ",\"get\":" + get + "}";
    }

    /** A put of nodes, each given as JSON by {@link #node}. */
    static String put(String id, Collection<String> nodes) {
        return "{\"#\":" + quote(id) + ",\"put\":{" + String.join(",", nodes) + "}}";
    }

    /** A put of one key. */
    static String put(String id, String soul, String key, String value, long state) {
        return put(id, List.of(node(soul, List.of(key), value, state)));
    }

    /** A member of a put: a node whose keys all have the same value and state. */
    static String node(String soul, List<String> keys, String value, long state) {
        String quoted = quote(value);
        List<String> states = new ArrayList<>(keys.size());
        List<String> values = new ArrayList<>(keys.size());
        for (String key : keys) {
            states.add(quote(key) + ":" + state);
            values.add(quote(key) + ":" + quoted);
        }
        return quote(soul) + ":{\"_\":{\"#\":" + quote(soul) + ",\">\":{" + String.join(",", states) + "}},"
                + String.join(",", values) + "}";
    }

    /** Several messages in one frame. */
    static String batch(Collection<String> messages) {
        return "[" + String.join(",", messages) + "]";
    }

    /** A JSON text. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
