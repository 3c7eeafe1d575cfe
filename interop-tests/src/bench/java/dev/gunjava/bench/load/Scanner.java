package dev.gunjava.bench.load;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads what relays send, without making objects: a load generator shares its machine with the relay, so it must cost
 * less. It trusts its input as a test may; a frame that is no JSON throws.
 */
final class Scanner {

    /** A frame that a relay should not have sent. */
    static final class BadFrame extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadFrame(String reason) {
            super(reason);
        }
    }

    private final Heard heard = new Heard();
    private final Span string = new Span();
    private final Span soul = new Span();
    private final Span key = new Span();
    private byte[] bytes = {};
    private int at;
    private int end;
    private Span[] stateKeys = {};
    private double[] states = {};
    private int stateCount;

    /** Tells each message of a frame: a bare one, or an array of them. */
    void scan(byte[] frame, int from, int to, Consumer<Heard> listener) {
        bytes = frame;
        at = from;
        end = to;
        if (from == to) {
            return;
        }
        if (peek() == '{') {
            message();
            listener.accept(heard);
            return;
        }
        expect('[');
        while (peek() != ']') {
            if (peek() == ',') {
                at++;
            } else if (peek() == '{') {
                message();
                listener.accept(heard);
            } else {
                skip();
            }
        }
    }

    private void message() {
        heard.clear();
        expect('{');
        while (nextMember()) {
            if (string.is("#")) {
                text(heard.id());
            } else if (string.is("@")) {
                text(heard.to());
            } else if (string.is("put")) {
                graph();
            } else if (string.is("get")) {
                get();
            } else if (string.is("ok")) {
                heard.ok(truthy());
            } else if (string.is("err")) {
                heard.error(truthy());
            } else {
                skip();
            }
        }
    }

    private boolean truthy() {
        byte first = peek();
        skip();
        return first != 'n' && first != 'f';
    }

    private void get() {
        heard.get(true);
        if (peek() != '{') {
            skip();
            return;
        }
        at++;
        while (nextMember()) {
            if (string.is("#")) {
                text(heard.asked());
            } else {
                skip();
            }
        }
    }

    private void graph() {
        if (peek() != '{') {
            skip();
            return;
        }
        heard.put(true);
        at++;
        while (nextMember()) {
            soul.set(string);
            if (peek() == '{') {
                node();
            } else {
                skip();
            }
        }
    }

    private void node() {
        int first = heard.size();
        stateCount = 0;
        at++;
        while (nextMember()) {
            if (string.is("_")) {
                metadata();
                continue;
            }
            key.set(string);
            boolean text = peek() == '"';
            if (text) {
                readString();
            } else {
                int start = at;
                skip();
                string.set(bytes, start, at);
            }
            heard.addCell(soul, key, string, text);
        }
        pairStates(first);
    }

    /** Relays list keys and states in the same order, so that each search ends at once. */
    private void pairStates(int first) {
        int next = 0;
        for (int i = first; i < heard.size(); i++) {
            Span wanted = heard.cell(i).key();
            for (int tried = 0; tried < stateCount; tried++) {
                int candidate = (next + tried) % stateCount;
                if (stateKeys[candidate].is(wanted)) {
                    heard.state(i, states[candidate]);
                    next = candidate + 1;
                    break;
                }
            }
        }
    }

    private void metadata() {
        expect('{');
        while (nextMember()) {
            if (!string.is(">")) {
                skip();
                continue;
            }
            expect('{');
            while (nextMember()) {
                reserveState();
                stateKeys[stateCount].set(string);
                int start = at;
                skip();
                string.set(bytes, start, at);
                states[stateCount++] = string.number();
            }
        }
    }

    private void reserveState() {
        if (stateCount == states.length) {
            states = Arrays.copyOf(states, Math.max(16, stateCount * 2));
            stateKeys = Arrays.copyOf(stateKeys, states.length);
            for (int i = stateCount; i < states.length; i++) {
                stateKeys[i] = new Span();
            }
        }
    }

    /** Moves to the value of the next member, whose name is then in {@link #string}; false at the end of the object. */
    private boolean nextMember() {
        byte next = peek();
        if (next == ',') {
            at++;
            next = peek();
        }
        if (next == '}') {
            at++;
            return false;
        }
        readString();
        expect(':');
        peek();
        return true;
    }

    private void text(Span target) {
        if (peek() == '"') {
            readString();
            target.set(string);
        } else {
            skip();
        }
    }

    private byte peek() {
        while (at < end && bytes[at] <= ' ' && bytes[at] >= 0) {
            at++;
        }
        if (at >= end) {
            throw new BadFrame("the frame ends in the middle of a message");
        }
        return bytes[at];
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new BadFrame("'" + wanted + "' expected where '" + (char) bytes[at] + "' is");
        }
        at++;
    }

    private void readString() {
        expect('"');
        int start = at;
        byte[] frame = bytes;
        int i = start;
        while (i < end && frame[i] != '"') {
            i += frame[i] == '\\' ? 2 : 1;
        }
        if (i >= end) {
            throw new BadFrame("the frame ends in the middle of a text");
        }
        string.set(frame, start, i);
        at = i + 1;
    }

    private void skip() {
        byte first = peek();
        if (first == '"') {
            readString();
        } else if (first == '{' || first == '[') {
            skipNested();
        } else {
            while (at < end && bytes[at] != ',' && bytes[at] != '}' && bytes[at] != ']') {
                at++;
            }
        }
    }

    private void skipNested() {
        int depth = 0;
        do {
            byte next = peek();
            if (next == '"') {
                readString();
                continue;
            }
            depth += next == '{' || next == '[' ? 1 : next == '}' || next == ']' ? -1 : 0;
            at++;
        } while (depth > 0);
    }
}
