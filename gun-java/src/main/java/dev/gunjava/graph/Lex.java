package dev.gunjava.graph;

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
        if (prefix == null || prefix.isEmpty() || prefix.charAt(prefix.length() - 1) == Character.MAX_VALUE) {
            return null;
        }
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
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
