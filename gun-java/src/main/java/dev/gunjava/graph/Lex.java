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
