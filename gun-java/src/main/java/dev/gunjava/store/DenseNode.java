package dev.gunjava.store;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Node;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One node in memory, laid out for millions of them: parallel arrays instead of an object per key, an index only where
 * a linear search would be slow, and the links of the recency list within the node itself.
 *
 * <p>Keys stay in the order of their arrival until somebody reads the whole node; then they are sorted in place, once.
 */
final class DenseNode {

    /** Up to this many keys a linear search beats a hash table. */
    private static final int INDEX_FROM = 9;

    /** What an entry of arrays and maps costs besides the texts, in bytes; measured on a 64-bit JVM below 32 GiB. */
    static final int NODE_BYTES = 200;

    static final int KEY_BYTES = 16;
    private static final int TEXT_BYTES = 40;
    private static final int VALUE_BYTES = 16;

    final String soul;
    private String[] keys = new String[1];
    private GunValue[] values = new GunValue[1];
    private double[] states = new double[1];
    private int[] writtenAt;
    private int @Nullable [] index;
    private int size;
    private int weight;
    private boolean sorted = true;

    @Nullable
    DenseNode newer;

    @Nullable
    DenseNode older;

    /** @param dated whether to remember when each key was written */
    DenseNode(String soul, boolean dated) {
        this.soul = soul;
        this.writtenAt = dated ? new int[1] : new int[0];
        this.weight = NODE_BYTES + 2 * soul.length();
    }

    int size() {
        return size;
    }

    /** The position of a key, or -1. */
    int find(String key) {
        if (index == null) {
            for (int i = 0; i < size; i++) {
                if (keys[i].equals(key)) {
                    return i;
                }
            }
            return -1;
        }
        int mask = index.length - 1;
        for (int slot = spread(key) & mask; index[slot] != 0; slot = (slot + 1) & mask) {
            int position = index[slot] - 1;
            if (keys[position].equals(key)) {
                return position;
            }
        }
        return -1;
    }

    GunValue value(int position) {
        return values[position];
    }

    double state(int position) {
        return position < 0 ? Ham.NEVER : states[position];
    }

    /** Replaces the value of a key; returns by how many bytes the node grew. */
    int replace(int position, GunValue value, double state, int second) {
        int growth = weight(value) - weight(values[position]);
        values[position] = value;
        states[position] = state;
        date(position, second);
        weight += growth;
        return growth;
    }

    /** Adds a key that is not there; returns by how many bytes the node grew. */
    int add(String key, GunValue value, double state, int second) {
        if (size == keys.length) {
            int capacity = size < 4 ? size + 1 : size + (size >> 1);
            keys = Arrays.copyOf(keys, capacity);
            values = Arrays.copyOf(values, capacity);
            states = Arrays.copyOf(states, capacity);
            writtenAt = writtenAt.length == 0 ? writtenAt : Arrays.copyOf(writtenAt, capacity);
        }
        sorted &= size == 0 || keys[size - 1].compareTo(key) < 0;
        keys[size] = key;
        values[size] = value;
        states[size] = state;
        date(size, second);
        size++;
        if (index != null && size * 2 <= index.length) {
            enter(index, size - 1);
        } else if (size >= INDEX_FROM) {
            rebuildIndex();
        }
        int growth = weight(key, value);
        weight += growth;
        return growth;
    }

    private void date(int position, int second) {
        if (writtenAt.length > 0) {
            writtenAt[position] = second;
        }
    }

    /** Removes the keys last written before the given second; returns by how many bytes the node shrank. */
    int removeWrittenBefore(int second) {
        int freed = 0;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (writtenAt[i] < second) {
                freed += weight(keys[i], values[i]);
            } else {
                move(i, kept++);
            }
        }
        Arrays.fill(values, kept, size, null);
        Arrays.fill(keys, kept, size, null);
        size = kept;
        if (freed > 0 && index != null) {
            rebuildIndex();
        }
        weight -= freed;
        return freed;
    }

    private void move(int from, int to) {
        keys[to] = keys[from];
        values[to] = values[from];
        states[to] = states[from];
        writtenAt[to] = writtenAt[from];
    }

    /** All keys, sorted by UTF-16 unit. */
    Node snapshot() {
        sort();
        return Node.copyOf(soul, keys, values, states, size);
    }

    private void sort() {
        if (sorted) {
            return;
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        String[] unsorted = keys;
        Arrays.sort(order, Comparator.comparing((Integer i) -> unsorted[i]));
        String[] newKeys = new String[size];
        GunValue[] newValues = new GunValue[size];
        double[] newStates = new double[size];
        int[] newWrittenAt = new int[writtenAt.length == 0 ? 0 : size];
        for (int to = 0; to < size; to++) {
            int from = order[to];
            newKeys[to] = keys[from];
            newValues[to] = values[from];
            newStates[to] = states[from];
            if (newWrittenAt.length > 0) {
                newWrittenAt[to] = writtenAt[from];
            }
        }
        keys = newKeys;
        values = newValues;
        states = newStates;
        writtenAt = newWrittenAt;
        sorted = true;
        if (index != null) {
            rebuildIndex();
        }
    }

    private void rebuildIndex() {
        int[] table = new int[Math.max(32, Integer.highestOneBit(size) * 4)];
        for (int i = 0; i < size; i++) {
            enter(table, i);
        }
        index = table;
    }

    /** Slots hold positions plus one, so that zero means free; the table is never more than half full. */
    private void enter(int[] table, int position) {
        int mask = table.length - 1;
        int slot = spread(keys[position]) & mask;
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = position + 1;
    }

    private static int spread(String key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** The bytes that a node of these keys weighs. */
    int weight() {
        return weight;
    }

    private static int weight(String key, GunValue value) {
        return KEY_BYTES + TEXT_BYTES + key.length() + weight(value);
    }

    private static int weight(GunValue value) {
        if (value instanceof GunValue.Text text) {
            return VALUE_BYTES + TEXT_BYTES + text.value().length();
        }
        if (value instanceof GunValue.Link link) {
            return VALUE_BYTES + TEXT_BYTES + link.soul().length();
        }
        return VALUE_BYTES;
    }
}
