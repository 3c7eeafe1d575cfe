package dev.gunjava;

import static dev.gunjava.Heard.NULL;
import static dev.gunjava.Heard.found;
import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.link;
import static dev.gunjava.Heard.num;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.settle;
import static dev.gunjava.Heard.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("map, on a graph of its own")
class MapApiTest {

    private final Gun gun = Gun.builder().open();
    private final Heard heard = new Heard();
    private final GunRef list = gun.get("list");

    @AfterEach
    void close() {
        gun.close();
    }

    private static boolean isAdult(Change item) {
        return item.node().orElseThrow().value("age") instanceof GunValue.Num age && age.value() >= 18;
    }

    @Test
    @DisplayName("hears of each item with its key, present or later, and again when it changes (gun.js suite 49, 50)")
    void items() throws Exception {
        put(list, Map.of("a", 1, "b", Map.of("k", 2)));
        try (Subscription subscription = list.map().on(heard)) {
            settle(gun);
            assertThat(heard.keys()).containsExactly("a", "b");
            assertThat(heard.values()).containsExactly(num(1), link("list/b"));
            put(list, Map.of("c", 3));
            put(list.get("b").get("k"), 4);
            settle(gun);
            assertThat(heard.keys()).containsExactly("a", "b", "c", "b");
            assertThat(heard.changes().get(3).node().orElseThrow().value("k")).isEqualTo(num(4));
        }
    }

    @Test
    @DisplayName("a field of every item is heard of under its own key, and changes of others are not (51)")
    void fields() throws Exception {
        put(list, Map.of("a", Map.of("name", "Ann"), "b", Map.of("name", "Ben"), "c", "no node"));
        try (Subscription subscription = list.map().get("name").on(heard)) {
            settle(gun);
            put(list.get("a").get("age"), 5);
            put(list.get("b").get("name"), "Bob");
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(text("Ann"), text("Ben"), text("Bob"));
        assertThat(heard.keys()).containsOnly("name");
    }

    @Test
    @DisplayName("a node that items link to is heard of (52, 60)")
    void linkedFields() throws Exception {
        put(gun.get("cat"), Map.of("name", "Fluffy"));
        put(list, Map.of("a", Map.of("pet", gun.get("cat"))));
        put(gun.get("other"), Map.of("cat", gun.get("cat")));
        Heard items = new Heard();
        try (Subscription pets = list.map().get("pet").on(heard);
                Subscription nodes = gun.get("other").map().on(items)) {
            settle(gun);
            assertThat(heard.changes()).singleElement().satisfies(pet -> {
                assertThat(pet.key()).isEqualTo("pet");
                assertThat(pet.node().orElseThrow().value("name")).isEqualTo(text("Fluffy"));
            });
            assertThat(items.changes().get(0).node().orElseThrow().value("name"))
                    .isEqualTo(text("Fluffy"));
        }
    }

    @Test
    @DisplayName("of a map primitives are no items of the next level (53)")
    void twoLevels() throws Exception {
        put(list, Map.of("a", Map.of("x", 1, "y", 2), "b", Map.of("z", 3), "c", "no node"));
        try (Subscription subscription = list.map().map().on(heard)) {
            settle(gun);
            assertThat(heard.keys()).containsExactly("x", "y", "z");
        }
    }

    @Test
    @DisplayName("maps and keys combine, four levels and more, and changes far below arrive (54, 55)")
    void deep() throws Exception {
        put(list, Map.of("a", Map.of("b", Map.of("c", Map.of("d", Map.of("e", 1, "f", 2))))));
        Heard leaves = new Heard();
        try (Subscription mixed = list.map().map().get("c").get("d").get("e").on(heard);
                Subscription maps = list.map().map().map().map().map().on(leaves)) {
            settle(gun);
            put(gun.get("list/a/b/c/d").get("e"), 3);
            put(list, Map.of("g", Map.of("h", Map.of("c", Map.of("d", Map.of("e", 4))))));
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(num(1), num(3), num(4));
        assertThat(leaves.values()).containsExactly(num(1), num(2), num(3), num(4));
    }

    @Test
    @DisplayName("onceEach hears of each item once, of later ones too, and not of deleted ones (56)")
    void onceEach() throws Exception {
        put(list, Map.of("a", Map.of("k", 1), "b", 2));
        get(list.get("gone").put(null));
        try (Subscription subscription = list.map().onceEach(heard)) {
            settle(gun);
            put(list, Map.of("a", Map.of("k", 3), "b", 4, "c", 5));
            put(list, Map.of("c", 6));
            settle(gun);
        }
        assertThat(heard.keys()).containsExactly("a", "b", "c");
        assertThat(heard.values()).containsExactly(link("list/a"), num(2), num(5));
        assertThat(heard.changes().get(0).node().orElseThrow().value("k")).isEqualTo(num(1));
    }

    @Test
    @DisplayName("onceEach of a field hears of it once for each item")
    void onceEachField() throws Exception {
        put(list, Map.of("a", Map.of("name", "Ann"), "b", Map.of("age", 1)));
        try (Subscription subscription = list.map().get("name").onceEach(heard)) {
            settle(gun);
            put(list, Map.of("a", Map.of("name", "Eve"), "b", Map.of("name", "Ben")));
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(text("Ann"), text("Ben"));
    }

    @Test
    @DisplayName("with a predicate hears of items while they are wanted, and judges each change anew (57)")
    void predicate() throws Exception {
        put(list, Map.of("a", Map.of("age", 17), "b", Map.of("age", 30)));
        try (Subscription subscription = list.map(MapApiTest::isAdult).on(heard)) {
            heard.until(1);
            put(list.get("a").get("age"), 18);
            heard.until(2);
            put(list.get("b").get("age"), 3);
            put(list.get("b").get("age"), 40);
            heard.until(3);
            settle(gun);
        }
        assertThat(heard.changes().stream()
                        .map(change ->
                                change.key() + change.node().orElseThrow().value("age")))
                .containsExactly("b" + num(30), "a" + num(18), "b" + num(40));
    }

    @Test
    @DisplayName("with a predicate listens behind an item only while it is wanted; of its end hears who knows of it")
    void predicateBehind() throws Exception {
        put(list, Map.of("a", Map.of("age", 20, "name", "Ann"), "b", Map.of("age", 3, "name", "Ben")));
        try (Subscription subscription =
                list.map(MapApiTest::isAdult).get("name").on(heard)) {
            heard.until(text("Ann"));
            put(list.get("a").get("age"), 3);
            awaitVerdicts();
            put(list.get("a").get("name"), "unheard");
            put(list.get("b").get("name"), "unheard");
            awaitVerdicts();
            assertThat(heard.values()).containsExactly(text("Ann"));
            put(list.get("a").get("age"), 21);
            heard.until(text("unheard"));
            get(list.get("b").put(null));
            get(list.get("a").put(null));
            heard.until(NULL);
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(text("Ann"), text("unheard"), NULL);
    }

    /** A verdict goes from the mesh to the listeners' thread, and back to the mesh. */
    private void awaitVerdicts() throws Exception {
        settle(gun);
        settle(gun);
        settle(gun);
    }

    @Test
    @DisplayName("a predicate that throws wants nothing, and harms nobody else")
    void throwing() throws Exception {
        put(list, Map.of("a", 1, "b", 2, "c", Map.of("age", 20)));
        try (Subscription subscription = list.map(MapApiTest::isAdult).on(heard)) {
            heard.until(1);
            awaitVerdicts();
            assertThat(heard.keys()).containsExactly("c");
        }
    }

    @Test
    @DisplayName("with a predicate onceEach hears of each item once, when it is first wanted")
    void predicateOnce() throws Exception {
        put(list, Map.of("a", Map.of("age", 17)));
        try (Subscription subscription = list.map(MapApiTest::isAdult).onceEach(heard)) {
            settle(gun);
            awaitVerdicts();
            put(list.get("a").get("age"), 18);
            heard.until(1);
            put(list.get("a").get("age"), 19);
            awaitVerdicts();
        }
        assertThat(heard.values()).containsExactly(link("list/a"));
    }

    @Test
    @DisplayName("with a choice of keys hears of these alone (5; book 7, 8)")
    void lex() throws Exception {
        put(list, Map.of("alice", 1, "albert", 2, "bob", 3, "carl", 4, "dave", 5));
        Map<Lex, List<String>> chosen = Map.of(
                Lex.prefix("al"),
                List.of("albert", "alice"),
                Lex.exactly("bob"),
                List.of("bob"),
                Lex.range("alice", "carl"),
                List.of("alice", "bob", "carl"),
                new Lex(null, null, null, "bo"),
                List.of("albert", "alice"),
                Lex.all(),
                List.of("albert", "alice", "bob", "carl", "dave"));
        for (Map.Entry<Lex, List<String>> choice : chosen.entrySet()) {
            Heard keys = new Heard();
            try (Subscription subscription = list.map(choice.getKey()).on(keys)) {
                settle(gun);
                assertThat(keys.keys()).isEqualTo(choice.getValue());
            }
        }
    }

    @Test
    @DisplayName("what is there now, and no later item, is what a read of the node lists (58)")
    void present() throws Exception {
        put(list, Map.of("a", 1, "b", 2));
        List<Subscription> present = new ArrayList<>();
        for (String key : found(list).node().orElseThrow().keys()) {
            present.add(list.get(key).on(heard));
        }
        settle(gun);
        put(list, Map.of("a", 3, "c", 4));
        settle(gun);
        present.forEach(Subscription::close);
        assertThat(heard.values()).containsExactly(num(1), num(2), num(3));
    }

    @Test
    @DisplayName("on and onceEach on one list work side by side (59)")
    void sideBySide() throws Exception {
        Heard once = new Heard();
        put(list, Map.of("a", 1));
        try (Subscription one = list.map().on(heard)) {
            settle(gun);
            put(list, Map.of("b", 2));
            try (Subscription two = list.map().onceEach(once)) {
                settle(gun);
                put(list, Map.of("a", 3, "c", 4));
                settle(gun);
            }
        }
        assertThat(heard.values()).containsExactly(num(1), num(2), num(3), num(4));
        assertThat(once.values()).containsExactlyInAnyOrder(num(1), num(2), num(4));
    }

    @Test
    @DisplayName("hears nulls for the items of a node that gives way to another, then of the items of that one (37)")
    void repointed() throws Exception {
        put(gun.get("one"), Map.of("x", 1, "y", 2));
        put(gun.get("two"), Map.of("y", 3, "z", 4));
        put(gun.get("a").get("list"), gun.get("one"));
        try (Subscription subscription = gun.get("a").get("list").map().on(heard)) {
            settle(gun);
            put(gun.get("a").get("list"), gun.get("two"));
            put(gun.get("one").get("x"), 5);
            settle(gun);
        }
        assertThat(heard.keys()).containsExactly("x", "y", "x", "y", "y", "z");
        assertThat(heard.values()).containsExactly(num(1), num(2), NULL, NULL, num(3), num(4));
    }

    @Test
    @DisplayName("of items set one after the other, and of 500 keys, each is heard of once (61, 62)")
    void many() throws Exception {
        try (Subscription said =
                gun.get("users").map().get("said").map().get("what").on(heard)) {
            settle(gun);
            GunRef user = gun.get("users").set(Map.of("name", "Ann")).ref();
            for (int i = 0; i < 9; i++) {
                var unused = user.get("said").set(Map.of("what", i));
            }
            heard.until(9);
        }
        assertThat(new HashSet<>(heard.values())).hasSize(9);
        Heard keys = new Heard();
        try (Subscription subscription = list.map().on(keys)) {
            settle(gun);
            for (int i = 0; i < 500; i++) {
                var unused = list.get("k" + i).put(i);
            }
            keys.until(500);
            settle(gun);
        }
        assertThat(Set.copyOf(keys.keys())).hasSize(500);
        assertThat(keys.changes()).hasSize(500);
    }
}
