package dev.gunjava.bench.load;

/**
 * The messages of a load. Ids are new in each run and end in a letter: gun.js makes further ids by appending digits to
 * them, and would take a later {@code x1} followed by {@code 0} for one that it has seen.
 */
public final class Wording {
    private static final String PADDING = "abcdefghijklmnopqrstuv";
    private static final int VALUE_DIGITS = 9;
    private static final long BASE = 1_000_000_000L;

    private final Text text = new Text();
    private final String run = Long.toString(System.nanoTime() & 0xfff_ffff, 36);

    /** The past, so that nothing is ever deferred; grows by a µs with each write. */
    private long state = (System.currentTimeMillis() - 3_600_000) * 1_000;

    /** What makes the names of this run differ from those of others. */
    public String run() {
        return run;
    }

    /** A state later than all before, µs since the epoch. */
    public long nextState() {
        return ++state;
    }

    /** The value with a number: always 32 characters. */
    public static String value(int number) {
        return "v" + Long.toString(BASE + number).substring(1) + PADDING;
    }

    private void addValue(int number) {
        text.add("\"v");
        for (long unit = BASE / 10; unit > number && unit > 1; unit /= 10) {
            text.add("0");
        }
        text.add(number).add(PADDING).add("\"");
    }

    /** The number of a value; -1 if it is no such value. */
    public static int numberOf(Span value) {
        return value.length() == 1 + VALUE_DIGITS + PADDING.length() ? value.numberAfter("v") : -1;
    }

    /** The beginning of the ids of one kind; a number and a letter follow. */
    public String ids(String kind) {
        return kind + run + "n";
    }

    /** A put of one key. */
    public Text put(String ids, int id, String soul, int soulNumber, String key, int value) {
        return put(ids, id, soul, soulNumber, key, value, nextState());
    }

    /** A put of one key with a state of its own, µs since the epoch. */
    public Text put(String ids, int id, String soul, int soulNumber, String key, int value, long micros) {
        start(ids, id).add("\",\"put\":{\"").add(soul).add(soulNumber).add("\":{\"_\":{\"#\":\"");
        text.add(soul).add(soulNumber).add("\",\">\":{\"").add(key).add("\":").state(micros);
        text.add("}},\"").add(key).add("\":");
        addValue(value);
        return text.add("}}}");
    }

    /** A put of several keys, named by a prefix and their number, with values numbered alike from {@code value} on. */
    public Text putKeys(String ids, int id, String soul, int soulNumber, String keys, int from, int to, int value) {
        long micros = nextState();
        start(ids, id).add("\",\"put\":{\"").add(soul).add(soulNumber).add("\":{\"_\":{\"#\":\"");
        text.add(soul).add(soulNumber).add("\",\">\":{");
        for (int i = from; i < to; i++) {
            text.add(i == from ? "\"" : ",\"").add(keys).add(i).add("\":").state(micros);
        }
        text.add("}}");
        for (int i = from; i < to; i++) {
            text.add(",\"").add(keys).add(i).add("\":");
            addValue(value + i - from);
        }
        return text.add("}}}");
    }

    /** A get of a whole node. */
    public Text get(String ids, int id, String soul, int soulNumber) {
        return start(ids, id)
                .add("\",\"get\":{\"#\":\"")
                .add(soul)
                .add(soulNumber)
                .add("\"}}");
    }

    /** A get of one key. */
    public Text get(String ids, int id, String soul, int soulNumber, String key) {
        return start(ids, id)
                .add("\",\"get\":{\"#\":\"")
                .add(soul)
                .add(soulNumber)
                .add("\",\".\":\"")
                .add(key)
                .add("\"}}");
    }

    /**
     * A put that enters a peer into a set, with a link to a node of its own.
     *
     * @param set the soul of the set; the peer's node is this, a slash, the letter p and its number
     * @param beat the key of the node whose value is numbered 0
     */
    public Text announce(String ids, int id, String set, int peer, String beat) {
        long micros = nextState();
        start(ids, id)
                .add("\",\"put\":{\"")
                .add(set)
                .add("\":{\"_\":{\"#\":\"")
                .add(set)
                .add("\",\">\":{\"p");
        text.add(peer)
                .add("\":")
                .state(micros)
                .add("}},\"p")
                .add(peer)
                .add("\":{\"#\":\"")
                .add(set);
        text.add("/p")
                .add(peer)
                .add("\"}},\"")
                .add(set)
                .add("/p")
                .add(peer)
                .add("\":{\"_\":{\"#\":\"")
                .add(set);
        text.add("/p")
                .add(peer)
                .add("\",\">\":{\"active\":")
                .state(micros)
                .add(",\"")
                .add(beat)
                .add("\":");
        text.state(micros).add("}},\"active\":true,\"").add(beat).add("\":");
        addValue(0);
        return text.add("}}}");
    }

    /** The handshake of a client. */
    public Text hello(int client) {
        start(ids("hello"), client).add("\",\"dam\":\"?\",\"pid\":\"bench").add(run);
        return text.add("c").add(client).add("\"}");
    }

    private Text start(String ids, int id) {
        return text.clear().add("{\"#\":\"").add(ids).add(id).add("z");
    }
}
