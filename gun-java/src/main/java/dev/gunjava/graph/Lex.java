package dev.gunjava.graph;

import java.util.Collections;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A choice of names: one, those with a prefix, or those of a range. Bounds are inclusive and compare by UTF-16 unit.
 *
 * <p>Source: gun.js {@code src/shim.js String.match}.
 *
 * @param exact the one name that matches ({@code "="}), or null
 * @param prefix the prefix that names must have ({@code "*"}), or null
 * @param from the least name that matches ({@code ">"}), or null
 * @param to the greatest name that matches ({@code "<"}), or null
 */
public record Lex(@Nullable String exact, @Nullable String prefix, @Nullable String from, @Nullable String to) {

    private static final Lex ALL = new Lex(null, null, null, null);

    /** Every name. */
    public static Lex all() {
        return ALL;
    }

    /** One name. */
    public static Lex exactly(String name) {
        return new Lex(name, null, null, null);
    }

    /** The names that begin with a text. */
    public static Lex prefix(String prefix) {
        return new Lex(null, prefix, null, null);
    }

    /** The names from one to another, both included. */
    public static Lex range(String from, String to) {
        return new Lex(null, null, from, to);
    }

    /** Whether this is every name. */
    public boolean isAll() {
        return exact == null && prefix == null && from == null && to == null;
    }

    /** The least name that can be one of those chosen, or null if there is no such bound. */
    public @Nullable String lowest() {
        if (exact != null) {
            return exact;
        }
        return prefix != null && (from == null || prefix.compareTo(from) > 0) ? prefix : from;
    }

    /** The least name that is greater than all those with the prefix, or null if there is no such bound. */
    public @Nullable String pastPrefix() {
        if (exact != null || prefix == null) {
            return null;
        }
        int last = prefix.length() - 1;
        while (last >= 0 && prefix.charAt(last) == Character.MAX_VALUE) {
            last--;
        }
        return last < 0 ? null : prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }

    /**
     * Whether no name can match, since the bounds contradict each other: a range that ends before it begins, or lies
     * outside the prefix.
     */
    public boolean isEmpty() {
        String lowest = lowest();
        return !matches(lowest == null ? "" : lowest);
    }

    /** The part of a map whose keys match, as a view. The map must be in the natural order of its keys. */
    public <V> NavigableMap<String, V> within(NavigableMap<String, V> map) {
        if (isEmpty()) {
            return Collections.emptyNavigableMap();
        }
        if (exact != null) {
            return map.subMap(exact, true, exact, true);
        }
        NavigableMap<String, V> range = map;
        String lowest = lowest();
        if (lowest != null) {
            range = range.tailMap(lowest, true);
        }
        String past = pastPrefix();
        if (past != null && (to == null || past.compareTo(to) <= 0)) {
            return range.headMap(past, false);
        }
        return to == null ? range : range.headMap(to, true);
    }

    /** Whether the name is one of those chosen. */
    public boolean matches(String name) {
        if (exact != null) {
            return name.equals(exact);
        }
        return (prefix == null || name.startsWith(prefix))
                && (from == null || name.compareTo(from) >= 0)
                && (to == null || name.compareTo(to) <= 0);
    }
}
