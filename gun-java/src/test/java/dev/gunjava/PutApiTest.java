package dev.gunjava;

import static dev.gunjava.Heard.NULL;
import static dev.gunjava.Heard.found;
import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.link;
import static dev.gunjava.Heard.num;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.text;
import static dev.gunjava.Heard.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("put, on a graph of its own")
class PutApiTest {

    private final Gun gun = Gun.builder().open();

    @AfterEach
    void close() {
        gun.close();
    }

    private record Address(String city, int zip) {}

    private record Person(String name, Address address, @Nullable String nick) {}

    @Test
    @DisplayName("takes booleans, finite numbers, any string, and null (gun.js suite 1, 26)")
    void values() throws Exception {
        GunRef key = gun.get("a").get("k");
        for (Object valid : List.of(false, true, 0, 0.1 + 0.2, 1e21, Long.MAX_VALUE, "", "text", "\"\\\r\n😀\ud800")) {
            put(key, valid);
            GunValue expected = valid instanceof Boolean bool
                    ? new GunValue.Bool(bool)
                    : valid instanceof Number number ? num(number.doubleValue()) : text((String) valid);
            assertThat(value(key)).isEqualTo(expected);
        }
        assertThat(get(key.put(null))).isEqualTo(new Ack.Stored());
        assertThat(value(key)).isEqualTo(NULL);
    }

    @Test
    @DisplayName("refuses all else with its kind and dotted path, and writes nothing of it (2, 24, 70, 71)")
    void invalid() throws Exception {
        Map<Object, String> kinds = new LinkedHashMap<>();
        kinds.put(Double.NaN, "NaN");
        kinds.put(Double.POSITIVE_INFINITY, "Infinity");
        kinds.put(Float.NEGATIVE_INFINITY, "-Infinity");
        kinds.put(List.of(), "array");
        kinds.put(new int[] {1}, "array");
        kinds.put(Optional.of("x"), "Optional");
        kinds.put(Instant.EPOCH, "Instant");
        for (Map.Entry<Object, String> kind : kinds.entrySet()) {
            assertThat(get(gun.get("one").put(Map.of("good", 1, "two", Map.of("three", kind.getKey())))))
                    .isEqualTo(new Ack.Refused("Invalid data: " + kind.getValue() + " at one.two.three"));
            assertThat(get(gun.get("one").get("two").put(kind.getKey())))
                    .isEqualTo(new Ack.Refused("Invalid data: " + kind.getValue() + " at one.two"));
        }
        assertThat(get(gun.get("one").once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("refuses a function, a key that is null, and data too deep for any graph (2)")
    void oddities() throws Exception {
        Runnable function = () -> {};
        assertThat(get(gun.get("a").get("b").put(function))).isInstanceOf(Ack.Refused.class);
        Map<@Nullable String, Integer> nullKey = new HashMap<>();
        nullKey.put(null, 1);
        assertThat(get(gun.get("a").put(nullKey))).isEqualTo(new Ack.Refused("Invalid data: a key that is null at a"));
        Map<String, Object> deep = Map.of("k", 1);
        for (int i = 0; i < 100_000; i++) {
            deep = Map.of("k", deep);
        }
        assertThat(get(gun.get("a").put(deep)))
                .isInstanceOfSatisfying(Ack.Refused.class, refused -> assertThat(refused.reason())
                        .startsWith("Invalid data: data nested deeper than 500 at a.k.k"));
    }

    @Test
    @DisplayName("takes {'#': soul} alone for a link, with any further member for data (3, 29)")
    void links() throws Exception {
        put(gun.get("a"), Map.of("b", Map.of("#", "nowhere")));
        put(gun.get("a").get("c"), Map.of("#", "x", "more", 1));
        put(gun.get("a").get("d"), new GunValue.Link("nowhere"));
        Node a = found(gun.get("a")).node().orElseThrow();
        assertThat(a.value("b")).isEqualTo(link("nowhere"));
        assertThat(a.value("c")).isEqualTo(link("a/c"));
        assertThat(a.value("d")).isEqualTo(link("nowhere"));
        put(gun.get("nowhere"), Map.of("now", "here"));
        assertThat(value(gun.get("a").get("b").get("now"))).isEqualTo(text("here"));
    }

    @Test
    @DisplayName("makes nodes with predictable souls of nested data, and links on all the way (14, 21)")
    void souls() throws Exception {
        put(gun.get("z").get("y").get("x"), Map.of("c", Map.of("b", Map.of("a", 1))));
        assertThat(value(gun.get("z").get("y"))).isEqualTo(link("z/y"));
        assertThat(value(gun.get("z/y").get("x"))).isEqualTo(link("z/y/x"));
        assertThat(value(gun.get("z/y/x").get("c"))).isEqualTo(link("z/y/x/c"));
        assertThat(value(gun.get("z/y/x/c").get("b"))).isEqualTo(link("z/y/x/c/b"));
        assertThat(value(gun.get("z/y/x/c/b").get("a"))).isEqualTo(num(1));
    }

    @Test
    @DisplayName("keeps the soul that data names for itself, and takes no other metadata for data (15, 72)")
    void ownSouls() throws Exception {
        Map<String, Object> metadata = Map.of("#", "own", "unknown", 5);
        put(gun.get("a"), Map.of("b", Map.of("_", metadata, "k", 1)));
        put(gun.get("a").get("c"), Map.of("_", metadata, "l", 2));
        assertThat(found(gun.get("own")).node().orElseThrow().keys()).containsExactly("k", "l");
        assertThat(value(gun.get("a").get("b"))).isEqualTo(link("own"));
        assertThat(value(gun.get("a").get("c"))).isEqualTo(link("own"));
    }

    @Test
    @DisplayName("takes a node that was read, which knows its soul, and links it or adds to it (15)")
    void nodes() throws Exception {
        put(gun.get("cat"), Map.of("name", "Fluffy"));
        Node cat = found(gun.get("cat")).node().orElseThrow();
        put(gun.get("mark").get("pet"), cat);
        assertThat(value(gun.get("mark").get("pet"))).isEqualTo(link("cat"));
        assertThat(value(gun.get("mark").get("pet").get("name"))).isEqualTo(text("Fluffy"));
    }

    @Test
    @DisplayName("takes records as it takes maps, and numbers as keys")
    void records() throws Exception {
        put(gun.get("people").get("1"), new Person("Ann", new Address("X", 5), null));
        assertThat(value(gun.get("people/1/address").get("zip"))).isEqualTo(num(5));
        assertThat(value(gun.get("people").get("1").get("nick"))).isEqualTo(NULL);
        put(gun.get("list"), Map.of(7, "seven", 8.0, "eight", 0.5, "half"));
        assertThat(found(gun.get("list")).node().orElseThrow().keys()).containsExactly("0.5", "7", "8");
    }

    @Test
    @DisplayName("links the node that a reference leads to, also nested and along links (16, 30)")
    void references() throws Exception {
        put(gun.get("dog"), Map.of("name", "Rex"));
        put(gun.get("mark").get("pet"), gun.get("dog"));
        put(
                gun.get("house"),
                Map.of(
                        "inside",
                        Map.of(
                                "pet",
                                gun.get("mark").get("pet"),
                                "cat",
                                gun.get("a").get("b"))));
        Node inside = found(gun.get("house").get("inside")).node().orElseThrow();
        assertThat(inside.value("pet")).isEqualTo(link("dog"));
        assertThat(inside.value("cat")).isEqualTo(link("a/b"));
        put(gun.get("house").get("inside").get("pet").get("name"), "Old Rex");
        assertThat(value(gun.get("mark").get("pet").get("name"))).isEqualTo(text("Old Rex"));
    }

    @Test
    @DisplayName("refuses a reference of another peer, and one to the items of a map")
    void foreignReferences() throws Exception {
        try (Gun other = Gun.builder().open()) {
            assertThat(get(gun.get("a").get("b").put(other.get("c")))).isInstanceOf(Ack.Refused.class);
        }
        assertThat(get(gun.get("a").get("b").put(gun.get("c").map()))).isInstanceOf(Ack.Refused.class);
        assertThatThrownBy(() -> gun.get("c").map().put(1)).isInstanceOf(IllegalStateException.class);
        assertThat(get(gun.get("a").once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("merges into what is there (22, 73)")
    void merges() throws Exception {
        put(gun.get("a"), Map.of("b", 1, "c", 2));
        put(gun.get("a"), Map.of("b", 3));
        put(gun.get("a").get("d"), 4);
        Node a = found(gun.get("a")).node().orElseThrow();
        assertThat(List.of(a.value("b"), a.value("c"), a.value("d"))).containsExactly(num(3), num(2), num(4));
    }

    @Test
    @DisplayName("replaces a link by a value and the other way, and leaves the old node in the graph (27, 77)")
    void replaces() throws Exception {
        GunRef pet = gun.get("mark").get("pet");
        put(pet, Map.of("name", "Fluffy"));
        put(pet, "none");
        assertThat(value(pet)).isEqualTo(text("none"));
        assertThat(value(gun.get("mark/pet").get("name"))).isEqualTo(text("Fluffy"));
        put(pet, gun.get("dog"));
        put(pet.get("name"), "Rex");
        assertThat(value(gun.get("dog").get("name"))).isEqualTo(text("Rex"));
        put(pet, Map.of("age", 3));
        assertThat(value(gun.get("dog").get("age"))).isEqualTo(num(3));
    }

    @Test
    @DisplayName("takes data that contains itself (32, 77)")
    void circles() throws Exception {
        Map<String, Object> bob = new HashMap<>(Map.of("name", "Bob"));
        Map<String, Object> pet = new HashMap<>(Map.of("name", "Kitty", "slave", bob));
        bob.put("pet", pet);
        put(gun.get("bob"), bob);
        assertThat(value(gun.get("bob").get("pet").get("slave"))).isEqualTo(link("bob"));
        assertThat(value(gun.get("bob").get("pet").get("slave").get("pet").get("name")))
                .isEqualTo(text("Kitty"));
    }

    @Test
    @DisplayName("gives each of several empty maps a node of its own, though to Java they may be one object")
    void emptyMaps() throws Exception {
        put(gun.get("a"), Map.of("b", Map.of(), "c", Map.of()));
        assertThat(found(gun.get("a")).node().orElseThrow().value("b")).isEqualTo(link("a/b"));
        assertThat(found(gun.get("a")).node().orElseThrow().value("c")).isEqualTo(link("a/c"));
    }

    @Test
    @DisplayName("reads the data before it returns")
    void copies() throws Exception {
        Map<String, Object> data = new HashMap<>(Map.of("k", 1));
        var ack = gun.get("a").put(data);
        data.put("k", 2);
        get(ack);
        assertThat(value(gun.get("a").get("k"))).isEqualTo(num(1));
    }

    @Test
    @DisplayName("that failed is in nobody's way (25)")
    void goesOn() throws Exception {
        get(gun.get("a").put(Map.of("b", List.of(1))));
        put(gun.get("a"), Map.of("b", 1));
        assertThat(value(gun.get("a").get("b"))).isEqualTo(num(1));
    }

    @Test
    @DisplayName("is read by who waited for it (31)")
    void readAfter() throws Exception {
        GunValue read = get(gun.get("a").get("b").get("c").put("x").thenCompose(ack -> gun.get("a")
                                .get("b")
                                .get("c")
                                .once()))
                        instanceof Once.Found found
                ? found.change().value()
                : NULL;
        assertThat(read).isEqualTo(text("x"));
    }

    @Test
    @DisplayName("of 998 keys, and of 200 000 characters, ends with one ack (33)")
    void big() throws Exception {
        Map<String, Object> keys = new HashMap<>();
        for (int i = 0; i < 998; i++) {
            keys.put("k" + i, i);
        }
        put(gun.get("big"), keys);
        assertThat(found(gun.get("big")).node().orElseThrow().size()).isEqualTo(998);
        put(gun.get("text").get("k"), "x".repeat(200_000));
        assertThat(get(gun.get("text").get("k").put("x".repeat(6_000_000)))).isNotNull();
    }

    @Test
    @DisplayName("at the root needs a node, and gives it a fresh soul unless it names one (63)")
    void atTheRoot() throws Exception {
        Item one = gun.put(Map.of("n", 1, "in", Map.of("m", 2)));
        Item two = gun.put(new Address("X", 5));
        assertThat(get(one.ack())).isEqualTo(new Ack.Stored());
        assertThat(get(two.ack())).isEqualTo(new Ack.Stored());
        assertThat(one.ref().key())
                .matches("[0-9a-z]{8,11}[0-9A-Za-z]{12}")
                .isNotEqualTo(two.ref().key());
        assertThat(value(one.ref().get("in"))).isEqualTo(link(one.ref().key() + "/in"));
        Item named = gun.put(Map.of("_", Map.of("#", "own"), "k", 1));
        assertThat(get(named.ack())).isEqualTo(new Ack.Stored());
        assertThat(named.ref().key()).isEqualTo("own");
        Ack refused = new Ack.Refused("Data at root of graph must be a node (an object).");
        assertThat(get(gun.put("text").ack())).isEqualTo(refused);
        assertThat(get(gun.get("a").put("text"))).isEqualTo(refused);
        assertThat(get(gun.get("a").put(null))).isEqualTo(refused);
        assertThat(get(gun.get("a").put(gun.get("b")))).isEqualTo(refused);
    }

    @Test
    @DisplayName("to the key of the metadata is refused; an empty key is a fault of the program")
    void keys() throws Exception {
        assertThat(get(gun.get("a").get("_").put(1))).isInstanceOf(Ack.Refused.class);
        assertThat(get(gun.get("a").get("_").get("b").put(1))).isInstanceOf(Ack.Refused.class);
        assertThatThrownBy(() -> gun.get("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> gun.get("a").get("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(get(gun.get("a").once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("a write is stamped by the clock as it was corrected")
    void drift() throws Exception {
        try (Gun ahead = Gun.builder().drift(Duration.ofHours(1)).open()) {
            put(ahead.get("a"), Map.of("k", 1));
            double state = found(ahead.get("a")).node().orElseThrow().state("k");
            assertThat(state - System.currentTimeMillis()).isBetween(3_000_000.0, 3_600_001.0);
        }
    }
}
