package dev.gunjava.graph;

/**
 * A value that a key of a node may hold. Gun knows no others: arrays, nested objects and non-finite numbers are
 * invalid. Values are immutable.
 *
 * <p>Source: gun.js {@code src/valid.js}.
 */
public sealed interface GunValue {

    /** The text that {@code JSON.stringify} would give, by which HAM orders values of equal state. */
    default String json() {
        StringBuilder out = new StringBuilder();
        EcmaScript.appendValue(out, this);
        return out.toString();
    }

    /** A deleted or empty key; the key itself stays in the graph as a tombstone. */
    enum Null implements GunValue {
        /** The one null. */
        INSTANCE
    }

    /** A boolean. */
    record Bool(boolean value) implements GunValue {}

    /** A finite IEEE 754 double; negative zero is kept as zero, since JSON text does not carry its sign. */
    record Num(double value) implements GunValue {
        public Num {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a number in a graph must be finite, not " + value);
            }
            value = value + 0.0; // -0.0 + 0.0 is 0.0
        }
    }

    /** Any string of UTF-16 units, lone surrogates included. */
    record Text(String value) implements GunValue {}

    /** A reference to the node with the given soul. */
    record Link(String soul) implements GunValue {
        public Link {
            if (soul.isEmpty()) {
                throw new IllegalArgumentException("a link needs the soul of a node");
            }
        }
    }
}
