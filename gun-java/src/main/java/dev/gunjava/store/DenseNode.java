package dev.gunjava.store;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.SeededHash;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One node in memory, laid out for millions of them: two arrays instead of an object per key, a text without the value
 * around it, an index only where a linear search would be slow, and the links of the recency list within the node itself.
 *
 * <p>Keys stay in the order of their arrival until somebody reads the whole node; then they are sorted in place, once.
 */
final class DenseNode {

    /** Up to this many keys a linear search beats a hash table. */
    private static final int INDEX_FROM = 9;

    /*
     * What things cost in bytes, measured on a 64-bit JVM below 32 GiB: a node with its arrays and its place in the table
     * of souls; a key and its value by their places in the arrays; a text that is not shared; a value that is no text.
     */
    static final int NODE_BYTES = 112;

    static final int KEY_BYTES = 16;
    static final int TEXT_BYTES = 44;
    private static final int VALUE_BYTES = 24;

    private static final int[] UNDATED = new int[0];

    final String soul;
    private final SharedKeys shared;
    private final SeededHash hash;
    /** Keys at even places; behind each its value, a string if it is a text, else a {@link GunValue}. */
    private Object[] cells = new Object[2];

    private double[] states = new double[1];
    private int[] writtenAt;
    private int @Nullable [] index;
    private int size;
    private int weight;
    private int edition;
    private boolean sorted = true;

    @Nullable
    DenseNode newer;

    @Nullable
    DenseNode older;

    /**
     * @param shared the keys that many nodes have in common
     * @param hash the hash of the index, seeded since strangers choose the keys
     * @param dated whether to remember when each key was written
     */
    DenseNode(String soul, SharedKeys shared, SeededHash hash, boolean dated) {
        this.soul = soul;
        this.shared = shared;
        this.hash = hash;
        this.writtenAt = dated ? new int[1] : UNDATED;
        this.weight = NODE_BYTES + weight(soul);
    }

    int size() {
        return size;
    }

    /** A number that is another one after each change. */
    int edition() {
        return edition;
    }

    void edition(int edition) {
        this.edition = edition;
    }

    /** The position of a key, or -1. */
    int find(String key) {
        if (index != null) {
            return index[slotOf(key, index)] - 1;
        }
        for (int i = 0; i < size; i++) {
            if (key(i).equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** The slot of a key, or the free one where the search for it ends. */
    private int slotOf(String key, int[] table) {
        int mask = table.length - 1;
        int slot = hash(key) & mask;
        while (table[slot] != 0 && !key(table[slot] - 1).equals(key)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** How many keys a search for a key looks at, at most. */
    int probes(String key) {
        return index == null ? size : ((slotOf(key, index) - hash(key)) & (index.length - 1)) + 1;
    }

    private String key(int position) {
        return (String) cells[2 * position];
    }

    GunValue value(int position) {
        Object value = cells[2 * position + 1];
        return value instanceof String text ? new GunValue.Text(text) : (GunValue) value;
    }

    private static Object bare(GunValue value) {
        return value instanceof GunValue.Text text ? text.value() : value;
    }

    double state(int position) {
        return position < 0 ? Ham.NEVER : states[position];
    }

    /** Replaces the value of a key; returns by how many bytes the node grew. */
    int replace(int position, GunValue value, double state, int second) {
        int before = valueWeight(position);
        cells[2 * position + 1] = bare(value);
        states[position] = state;
        date(position, second);
        int growth = valueWeight(position) - before;
        weight += growth;
        return growth;
    }

    /** Adds a key that is not there; returns by how many bytes the node grew. */
    int add(String key, GunValue value, double state, int second) {
        if (size == states.length) {
            int capacity = size < 4 ? size + 1 : size + (size >> 1);
            cells = Arrays.copyOf(cells, 2 * capacity);
            states = Arrays.copyOf(states, capacity);
            writtenAt = writtenAt.length == 0 ? writtenAt : Arrays.copyOf(writtenAt, capacity);
        }
        sorted &= size == 0 || key(size - 1).compareTo(key) < 0;
        cells[2 * size] = shared.of(key);
        cells[2 * size + 1] = bare(value);
        states[size] = state;
        date(size, second);
        size++;
        if (index != null && size * 2 <= index.length) {
            enter(index, size - 1);
        } else if (size >= INDEX_FROM) {
            rebuildIndex();
        }
        int growth = weight(size - 1);
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
                freed += weight(i);
            } else {
                move(i, kept++);
            }
        }
        Arrays.fill(cells, 2 * kept, 2 * size, null);
        size = kept;
        if (freed > 0 && index != null) {
            rebuildIndex();
        }
        weight -= freed;
        return freed;
    }

    private void move(int from, int to) {
        cells[2 * to] = cells[2 * from];
        cells[2 * to + 1] = cells[2 * from + 1];
        states[to] = states[from];
        writtenAt[to] = writtenAt[from];
    }

    /** All keys, sorted by UTF-16 unit. */
    Node snapshot() {
        sort();
        return snapshot(0, size);
    }

    private Node snapshot(int from, int to) {
        String[] keys = new String[to - from];
        GunValue[] values = new GunValue[to - from];
        for (int i = from; i < to; i++) {
            keys[i - from] = key(i);
            values[i - from] = value(i);
        }
        return Node.of(soul, keys, values, Arrays.copyOfRange(states, from, to));
    }

    /** The keys from one on, as {@link MemoryGraph#slice} gives them. */
    MemoryGraph.Slice slice(@Nullable String from, boolean inclusive, boolean reverse, int most, int bytes) {
        sort();
        int step = reverse ? -1 : 1;
        int first = from == null ? (reverse ? size - 1 : 0) : position(from, inclusive, reverse);
        int end = reverse ? -1 : size;
        int position = first;
        for (int count = 0, spent = 0; position != end && count < most && spent < bytes; position += step) {
            count++;
            spent += weight(position);
        }
        Node keys = reverse ? snapshot(position + 1, first + 1) : snapshot(first, position);
        return new MemoryGraph.Slice(keys, position == end);
    }

    /** The position of the first key from one on in a direction; one beyond the last if there is none. */
    private int position(String from, boolean inclusive, boolean reverse) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = key(middle).compareTo(from);
            if (order < 0 || (order == 0 && inclusive == reverse)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return reverse ? low - 1 : low;
    }

    private void sort() {
        if (sorted) {
            return;
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(this::key));
        Object[] newCells = new Object[2 * size];
        double[] newStates = new double[size];
        int[] newWrittenAt = writtenAt.length == 0 ? writtenAt : new int[size];
        for (int to = 0; to < size; to++) {
            int from = order[to];
            newCells[2 * to] = cells[2 * from];
            newCells[2 * to + 1] = cells[2 * from + 1];
            newStates[to] = states[from];
            if (newWrittenAt.length > 0) {
                newWrittenAt[to] = writtenAt[from];
            }
        }
        cells = newCells;
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
        int slot = hash(key(position)) & mask;
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = position + 1;
    }

    private int hash(String key) {
        return (int) hash.hash(key);
    }

    /** The bytes that a node of these keys weighs. */
    int weight() {
        return weight;
    }

    private int weight(int position) {
        String key = key(position);
        return KEY_BYTES + (shared.holds(key) ? 0 : weight(key)) + valueWeight(position);
    }

    private int valueWeight(int position) {
        Object value = cells[2 * position + 1];
        if (value instanceof String text) {
            return weight(text);
        }
        return VALUE_BYTES + (value instanceof GunValue.Link link ? weight(link.soul()) : 0);
    }

    /** The JVM keeps a text in a byte for each UTF-16 unit if none is above 255, else in two. */
    private static int weight(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return TEXT_BYTES + 2 * text.length();
            }
        }
        return TEXT_BYTES + text.length();
    }
}
