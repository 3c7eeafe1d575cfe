package dev.gunjava.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some or all keys of a node, each with its value and state: a snapshot, or what one message carries of it. Immutable,
 * hence safe for use by any thread.
 */
public final class Node {

    private final String soul;
    private final String[] keys;
    private final GunValue[] values;
    private final double[] states;

    /** Takes ownership of the arrays, which must be of one length and hold each key once. */
    private Node(String soul, String[] keys, GunValue[] values, double[] states) {
        this.soul = soul;
        this.keys = keys;
        this.values = values;
        this.states = states;
    }

    /** A node of one key. */
    public static Node of(String soul, String key, GunValue value, double state) {
        return new Node(soul, new String[] {key}, new GunValue[] {value}, new double[] {state});
    }

    /** A node of these keys, each once, with their values and states; nobody may change the arrays from now on. */
    public static Node of(String soul, String[] keys, GunValue[] values, double[] states) {
        return new Node(soul, keys, values, states);
    }

    /** Starts a node with no key. */
    public static Builder builder(String soul) {
        return new Builder(soul);
    }

    /** The name under which the node is found in the graph. */
    public String soul() {
        return soul;
    }

    /** The number of keys. */
    public int size() {
        return keys.length;
    }

    /** Whether this carries no key. */
    public boolean isEmpty() {
        return keys.length == 0;
    }

    /** The keys, in the order in which this node lists them; snapshots of a graph are sorted by UTF-16 unit. */
    public List<String> keys() {
        return Collections.unmodifiableList(Arrays.asList(keys));
    }

    /** The key at a position, from 0 to {@link #size()} - 1. */
    public String key(int index) {
        return keys[index];
    }

    /** The value at a position. */
    public GunValue value(int index) {
        return values[index];
    }

    /** The state at a position, in ms since the epoch. */
    public double state(int index) {
        return states[index];
    }

    /** The value of a key, or null if this does not carry the key. */
    public @Nullable GunValue value(String key) {
        int index = indexOf(key);
        return index < 0 ? null : values[index];
    }

    /** The state of a key in ms since the epoch, or {@link Ham#NEVER} if this does not carry the key. */
    public double state(String key) {
        int index = indexOf(key);
        return index < 0 ? Ham.NEVER : states[index];
    }

    /** Linear: nodes of messages are small, and big ones are walked by position. */
    private int indexOf(String key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Node that
                && soul.equals(that.soul)
                && Arrays.equals(keys, that.keys)
                && Arrays.equals(values, that.values)
                && Arrays.equals(states, that.states);
    }

    @Override
    public int hashCode() {
        return Objects.hash(soul, Arrays.hashCode(keys), Arrays.hashCode(values), Arrays.hashCode(states));
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(soul).append('{');
        for (int i = 0; i < keys.length; i++) {
            out.append(i == 0 ? "" : ", ").append(keys[i]).append('=');
            EcmaScript.appendValue(out, values[i]);
            out.append('@');
            EcmaScript.appendNumber(out, states[i]);
        }
        return out.append('}').toString();
    }

    /** Collects the keys of a node; not safe for use by several threads. */
    public static final class Builder {

        private final String soul;
        private final ArrayList<String> keys = new ArrayList<>();
        private final ArrayList<GunValue> values = new ArrayList<>();
        private double[] states = new double[4];

        private Builder(String soul) {
            this.soul = soul;
        }

        /** Adds a key, which must not have been added before. */
        public Builder add(String key, GunValue value, double state) {
            int size = keys.size();
            if (size == states.length) {
                states = Arrays.copyOf(states, size * 2);
            }
            states[size] = state;
            keys.add(key);
            values.add(value);
            return this;
        }

        /** The number of keys so far. */
        public int size() {
            return keys.size();
        }

        /** The node; the builder may be used further. */
        public Node build() {
            int size = keys.size();
            return new Node(
                    soul,
                    keys.toArray(new String[size]),
                    values.toArray(new GunValue[size]),
                    Arrays.copyOf(states, size));
        }
    }
}
