package dev.gunjava.interop.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.Listening;
import dev.gunjava.interop.fixture.OurClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The behaviours of the matrix that take a writer, a reader and whatever relays are between them. */
enum Row {
    PUT_GET("put → get"),
    ON("on"),
    MAP("map"),
    SET("set"),
    DELETE("delete"),
    LINKS("link traversal"),
    CONFLICT("concurrent equal-state conflict"),
    BIG_NODE("1 000-key node"),
    UNICODE("unicode and lone surrogates"),
    NUMBERS("numbers");

    private static final Duration ARRIVAL = Duration.ofSeconds(15);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int MANY_KEYS = 1_000;

    /** As many keys begin with the same digit. */
    private static final int MISTAKEN_KEYS = 111;

    private static final int RACES = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String title;

    Row(String title) {
        this.title = title;
    }

    /** Fails if the pair does not show this behaviour. */
    void holds(Pair pair) {
        switch (this) {
            case PUT_GET -> putThenGet(pair);
            case ON -> on(pair);
            case MAP -> map(pair);
            case SET -> set(pair);
            case DELETE -> delete(pair);
            case LINKS -> links(pair);
            case CONFLICT -> conflict(pair);
            case BIG_NODE -> bigNode(pair);
            case UNICODE -> unicode(pair);
            case NUMBERS -> numbers(pair);
        }
    }

    @Override
    public String toString() {
        return title;
    }

    private static void putThenGet(Pair pair) {
        Map<String, Object> mark = Map.of("name", "Mark", "age", 23, "live", true, "wings", false);
        pair.store(pair.soul(), mark);
        assertThat(pair.reader().once(List.of(pair.soul(), "name"))).contains(json("Mark"));
        assertThat(pair.reader().once(List.of(pair.soul()))).contains(json(mark));
        if (pair.network().kind().answersForItself()) {
            assertThat(pair.reader().once(List.of(pair.soul(), "nobody"))).isEmpty();
        }
    }

    private static void on(Pair pair) {
        Listening key = pair.reader().on(List.of(pair.soul(), "topic"));
        Listening node = pair.reader().on(List.of(pair.soul()));
        pair.writer().write(List.of(pair.soul()), Map.of("topic", "ebb"));
        key.awaitText("ebb");
        node.await("ebb", value -> value.equals(json(Map.of("topic", "ebb"))));
        pair.writer().write(List.of(pair.soul(), "topic"), "flow");
        key.awaitText("flow");
        node.await("flow", value -> value.equals(json(Map.of("topic", "flow"))));
        assertThat(key.values().stream().distinct()).containsExactly(json("ebb"), json("flow"));
    }

    private static void map(Pair pair) {
        pair.writer().write(List.of(pair.soul()), Map.of("ada", Map.of("name", "Ada")));
        Listening items = pair.reader().map(List.of(pair.soul()));
        assertThat(items.awaitKeyOf("Ada", named("Ada"))).isEqualTo("ada");
        pair.writer().write(List.of(pair.soul()), Map.of("grace", Map.of("name", "Grace")));
        assertThat(items.awaitKeyOf("Grace", named("Grace"))).isEqualTo("grace");
        pair.writer().write(List.of(pair.soul(), "ada", "name"), "Lovelace");
        assertThat(items.awaitKeyOf("Lovelace", named("Lovelace"))).isEqualTo("ada");
    }

    private static void set(Pair pair) {
        pair.writer().set(List.of(pair.soul()), Map.of("name", "Ada"));
        Listening items = pair.reader().map(List.of(pair.soul()));
        String ada = items.awaitKeyOf("Ada", named("Ada"));
        pair.writer().set(List.of(pair.soul()), Map.of("name", "Grace"));
        String grace = items.awaitKeyOf("Grace", named("Grace"));
        assertThat(ada).isNotEqualTo(grace);
        assertThat(pair.reader().once(List.of(ada, "name"))).contains(json("Ada"));
        assertThat(pair.reader().once(List.of(pair.soul(), grace, "name"))).contains(json("Grace"));
    }

    private static Predicate<JsonNode> named(String name) {
        return item -> name.equals(item.path("name").asString(null));
    }

    private static void delete(Pair pair) {
        Listening topic = pair.reader().on(List.of(pair.soul(), "topic"));
        pair.writer().write(List.of(pair.soul()), Map.of("topic", "tides"));
        topic.awaitText("tides");
        pair.writer().delete(List.of(pair.soul(), "topic"));
        topic.await("null", JsonNode::isNull);
        assertThat(pair.reader().once(List.of(pair.soul(), "topic")))
                .hasValueSatisfying(value -> assertThat(value.isNull()).isTrue());
    }

    private static void links(Pair pair) {
        String cat = pair.soul() + "/cat";
        String dog = pair.soul() + "/dog";
        pair.store(cat, Map.of("name", "Fluffy"));
        pair.store(dog, Map.of("name", "Rex"));
        pair.store(pair.soul(), Map.of("pet", Map.of("#", cat)));
        assertThat(pair.reader().once(List.of(pair.soul(), "pet", "name"))).contains(json("Fluffy"));
        Listening name = pair.reader().on(List.of(pair.soul(), "pet", "name"));
        name.awaitText("Fluffy");
        pair.writer().write(List.of(cat), Map.of("name", "Whiskers"));
        name.awaitText("Whiskers");
        pair.writer().write(List.of(pair.soul(), "pet"), Map.of("#", dog));
        name.awaitText("Rex");
    }

    /** Both write while the network has come apart between them, with the same state: the greater text must win. */
    private static void conflict(Pair pair) {
        String key = "topic";
        Listening reader = pair.reader().on(List.of(pair.soul()));
        Listening writer = pair.writer().on(List.of(pair.soul()));
        pair.writer().write(List.of(pair.soul()), Map.of("before", true));
        reader.await("the state before", value -> value.has("before"));
        writer.await("the state before", value -> value.has("before"));
        settle(pair);
        String contested;
        pair.network().tap().hold();
        try {
            contested = writeWithOneState(pair, key);
        } finally {
            pair.network().tap().release();
        }
        List.of(reader, writer)
                .forEach(side -> side.await("the greater text", value -> "pear"
                        .equals(value.path(contested).asString(null))));
        for (GunClient side : List.of(pair.reader(), pair.writer())) {
            assertThat(side.once(List.of(pair.soul(), contested))).contains(json("pear"));
        }
        assertThat(last(reader).path(contested)).isEqualTo(json("pear"));
        assertThat(last(writer).path(contested)).isEqualTo(json("pear"));
    }

    /**
     * At gun.js's relay, lets the reader answer what it is asked there for the writer before it writes. Else that answer
     * may come to the writer late, with the lesser text, and gun.js takes it back from an answer: {@code LateAnswerIT}
     * shows that gun.js does so by itself. With gun.js alone it happened in 11 of 4 977 conflicts.
     */
    private static void settle(Pair pair) {
        if (pair.network().relay() instanceof GunJsRelay) {
            pair.network().awaitReaderAsked(pair.soul());
        }
    }

    private static JsonNode last(Listening side) {
        List<JsonNode> values = side.values();
        return values.get(values.size() - 1);
    }

    /** Returns the key to which the writer has written a pear and the reader an apple, both with one state. */
    private static String writeWithOneState(Pair pair, String key) {
        if (pair.writer() instanceof GunJsClient writer) {
            double state = System.currentTimeMillis();
            if (pair.reader() instanceof OurClient reader) {
                reader.write(List.of(pair.soul()), Map.of(key, "apple"));
                state = reader.stateOf(pair.soul(), key);
            } else {
                ((GunJsClient) pair.reader()).write(List.of(pair.soul()), Map.of(key, "apple"), state);
            }
            writer.write(List.of(pair.soul()), Map.of(key, "pear"), state);
            return key;
        }
        OurClient writer = (OurClient) pair.writer();
        if (pair.reader() instanceof GunJsClient reader) {
            writer.write(List.of(pair.soul()), Map.of(key, "pear"));
            reader.write(List.of(pair.soul()), Map.of(key, "apple"), writer.stateOf(pair.soul(), key));
            return key;
        }
        return race(pair.soul(), key, writer, (OurClient) pair.reader());
    }

    /** Our clients take their states from the clock alone, so two of them race until they meet in one millisecond. */
    private static String race(String soul, String key, OurClient writer, OurClient reader) {
        for (int i = 0; i < RACES; i++) {
            String contested = key + i;
            writer.write(List.of(soul), Map.of(contested, "pear"));
            reader.write(List.of(soul), Map.of(contested, "apple"));
            if (writer.stateOf(soul, contested) == reader.stateOf(soul, contested)) {
                return contested;
            }
        }
        throw new AssertionError("no two writes within one millisecond in " + RACES + " races");
    }

    private static void bigNode(Pair pair) {
        Map<String, Object> many = new TreeMap<>();
        for (int i = 0; i < MANY_KEYS; i++) {
            many.put("key" + i, i % 2 == 0 ? i : "value " + i);
        }
        pair.writer().write(List.of(pair.soul()), many);
        ObjectNode written = (ObjectNode) json(many);
        // gun.js takes in nine keys at a turn and calls back when nothing has come for 99 ms, whole or not.
        // It may lack what its relay has not said, so there it must have been quiet.
        Duration quiet = mayBeMistaken(pair) ? QUIET : Duration.ZERO;
        await("all keys").atMost(ARRIVAL).during(quiet).untilAsserted(() -> assertThat(
                        pair.reader().once(List.of(pair.soul())))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(told(pair, read, written))));
    }

    /**
     * What the reader must have of what was written. The storage of gun.js's relay may mistake some keys for others, as it
     * is read by a parser that forgets the name it has just read where it pauses ({@code lib/yson.js}); {@code
     * GunJsAmongItselfIT} shows it of gun.js alone. Between two gun.js clients it has been seen: key50 to key57 had the
     * values of key570 to key577; and that keys never came. Then the reader must have just what the relay said, and all
     * else as it was written.
     */
    private static JsonNode told(Pair pair, JsonNode read, ObjectNode written) {
        if (!mayBeMistaken(pair)) {
            return written;
        }
        ObjectNode told = written.deepCopy();
        written.propertyNames().stream()
                .filter(key -> !written.get(key).equals(read.get(key)))
                .limit(MISTAKEN_KEYS)
                .forEach(key -> {
                    if (!read.has(key) && !pair.network().namesToReaders(pair.soul(), key)) {
                        told.remove(key);
                    } else if (read.has(key)
                            && pair.network().saysToReaders(pair.soul(), json(key) + ":" + read.get(key))) {
                        told.set(key, read.get(key));
                    }
                });
        return told;
    }

    /** Whether all that a reader has comes from gun.js, by way of its storage. */
    private static boolean mayBeMistaken(Pair pair) {
        return pair.network().kind() == RelayKind.GUN_JS
                && pair.writer() instanceof GunJsClient
                && pair.reader() instanceof GunJsClient;
    }

    private static void unicode(Pair pair) {
        Map<String, Object> texts = new LinkedHashMap<>();
        texts.put("plain", "ébb & <flow> \"quoted\" \\ / 'single'");
        texts.put("ключ 🔑", "𝕌𝕟𝕚𝕔𝕠𝕕𝕖 🌊 e\u0301 \u202e");
        texts.put("controls", "\u0000\u0001\b\t\n\u000b\f\r\u001f\u007f\u0085\u2028\u2029\ufeff\uffff");
        texts.put("high alone", "a\ud83db");
        texts.put("low alone", "\ude00b");
        texts.put("wrong way round", "\ude00\ud83d");
        texts.put("empty", "");
        String soul = pair.soul() + " ébb 🌊";
        pair.store(soul, texts);
        assertThat(pair.reader().once(List.of(soul))).contains(json(texts));
        Listening topic = pair.reader().on(List.of(soul, "ключ 🔑"));
        pair.writer().write(List.of(soul), Map.of("ключ 🔑", "\ud83d"));
        topic.awaitText("\ud83d");
    }

    private static void numbers(Pair pair) {
        Map<String, Object> numbers = Map.of(
                "big",
                1e21,
                "sum",
                0.1 + 0.2,
                "minusZero",
                -0.0,
                "odd",
                9_007_199_254_740_993L,
                "small",
                Double.MIN_VALUE);
        pair.store(pair.soul(), numbers);
        assertThat(pair.reader().once(List.of(pair.soul())))
                .contains(
                        JSON.readTree(
                                "{\"big\":1e21,\"sum\":0.30000000000000004,\"minusZero\":0,\"odd\":9007199254740992,\"small\":5e-324}"));
        // What is read as the same number may have been written otherwise; hashes and ties are of the text.
        for (String text : List.of(
                "\"big\":1e+21",
                "\"sum\":0.30000000000000004",
                "\"minusZero\":0",
                "\"odd\":9007199254740992",
                "\"small\":5e-324")) {
            assertThat(pair.network().saysToReaders(pair.soul(), text)).as(text).isTrue();
        }
    }

    private static JsonNode json(Object value) {
        return JSON.readTree(JSON.writeValueAsString(value));
    }
}
