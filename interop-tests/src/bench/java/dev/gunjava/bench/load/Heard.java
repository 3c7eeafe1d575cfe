package dev.gunjava.bench.load;

import java.util.Arrays;

/** One message of a relay as far as a benchmark looks at it. Reused: valid only while it is being told. */
public final class Heard {

    /** One key of a node, with its value. */
    public static final class Cell {
        private final Span soul = new Span();
        private final Span key = new Span();
        private final Span value = new Span();
        private double state;
        private boolean text;

        /** The soul of its node. */
        public Span soul() {
            return soul;
        }

        /** The key. */
        public Span key() {
            return key;
        }

        /** The value: of a text what is between the quotes, of all else its JSON. */
        public Span value() {
            return value;
        }

        /** Whether the value is a text. */
        public boolean isText() {
            return text;
        }

        /** The state, ms since the epoch. */
        public double state() {
            return state;
        }
    }

    private final Span id = new Span();
    private final Span to = new Span();
    private final Span asked = new Span();
    private boolean put;
    private boolean get;
    private boolean ok;
    private boolean error;
    private Cell[] cells = {};
    private int size;

    void clear() {
        id.clear();
        to.clear();
        asked.clear();
        put = false;
        get = false;
        ok = false;
        error = false;
        size = 0;
    }

    /** The id that it answers. */
    public Span to() {
        return to;
    }

    /** The soul that it asks for. */
    public Span asked() {
        return asked;
    }

    /** Whether it carries data. */
    public boolean hasPut() {
        return put;
    }

    /** Whether it asks for something. */
    public boolean hasGet() {
        return get;
    }

    /** Whether it says that all is well. */
    public boolean isOk() {
        return ok && !error;
    }

    /** Whether it says that something is wrong. */
    public boolean isError() {
        return error;
    }

    /** How many keys it carries, over all nodes. */
    public int size() {
        return size;
    }

    /** One of its keys. */
    public Cell cell(int index) {
        return cells[index];
    }

    Span id() {
        return id;
    }

    void put(boolean carries) {
        put = carries;
    }

    void get(boolean asks) {
        get = asks;
    }

    void ok(boolean said) {
        ok = said;
    }

    void error(boolean said) {
        error = said;
    }

    void addCell(Span soul, Span key, Span value, boolean text) {
        if (size == cells.length) {
            cells = Arrays.copyOf(cells, Math.max(16, size * 2));
            for (int i = size; i < cells.length; i++) {
                cells[i] = new Cell();
            }
        }
        Cell cell = cells[size++];
        cell.soul.set(soul);
        cell.key.set(key);
        cell.value.set(value);
        cell.text = text;
        cell.state = Double.NaN;
    }

    void state(int index, double state) {
        cells[index].state = state;
    }
}
