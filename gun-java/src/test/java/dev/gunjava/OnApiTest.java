package dev.gunjava;

import static dev.gunjava.Heard.NULL;
import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.link;
import static dev.gunjava.Heard.num;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.settle;
import static dev.gunjava.Heard.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.graph.Node;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("on, on a graph of its own")
class OnApiTest {

    private final Gun gun = Gun.builder().open();
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        gun.close();
    }

    @Test
    @DisplayName("a path alone loads and creates nothing (gun.js suite 13)")
    void paths() throws Exception {
        GunRef path = gun.get("a").get("b").get("c").map();
        assertThat(path).hasToString("a.b.c.*");
        assertThat(get(gun.get("a").once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("gives a node with its values, and nodes below it as links (34)")
    void nodes() throws Exception {
        put(gun.get("a"), Map.of("k", 1, "b", Map.of("l", 2)));
        try (Subscription subscription = gun.get("a").on(heard)) {
            settle(gun);
            assertThat(heard.keys()).containsExactly("a");
            Node node = heard.changes().get(0).node().orElseThrow();
            assertThat(node.value("k")).isEqualTo(num(1));
            assertThat(node.value("b")).isEqualTo(link("a/b"));
        }
    }

    @Test
    @DisplayName("hears of what is there at once, then of each change; a second listener for itself (35)")
    void changes() throws Exception {
        put(gun.get("a"), Map.of("k", 1));
        Heard second = new Heard();
        try (Subscription one = gun.get("a").get("k").on(heard)) {
            settle(gun);
            put(gun.get("a"), Map.of("k", 2));
            try (Subscription two = gun.get("a").get("k").on(second)) {
                settle(gun);
                put(gun.get("a"), Map.of("k", 3));
                settle(gun);
            }
        }
        assertThat(heard.values()).containsExactly(num(1), num(2), num(3));
        assertThat(second.values()).containsExactly(num(2), num(3));
    }

    @Test
    @DisplayName("hears nothing of what has never been, of a deletion it does (26)")
    void deletion() throws Exception {
        try (Subscription subscription = gun.get("a").get("k").on(heard)) {
            settle(gun);
            put(gun.get("a"), Map.of("other", 1));
            settle(gun);
            assertThat(heard.changes()).isEmpty();
            get(gun.get("a").get("k").put(null));
            settle(gun);
            assertThat(heard.values()).containsExactly(NULL);
        }
    }

    @Test
    @DisplayName("hears nothing any more when it is closed, from within too")
    void off() throws Exception {
        CompletableFuture<Subscription> itself = new CompletableFuture<>();
        put(gun.get("a"), Map.of("k", 0));
        itself.complete(gun.get("a").get("k").on(change -> {
            heard.accept(change);
            if (change.value().equals(num(2))) {
                itself.join().close();
            }
        }));
        settle(gun);
        for (int i = 1; i < 5; i++) {
            put(gun.get("a").get("k"), i);
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(num(0), num(1), num(2));
        itself.join().close();
    }

    @Test
    @DisplayName("follows links: at a link it hears of the node (36)")
    void follows() throws Exception {
        put(gun.get("cat"), Map.of("name", "Fluffy"));
        put(gun.get("mark").get("pet"), gun.get("cat"));
        try (Subscription subscription = gun.get("mark").get("pet").on(heard)) {
            settle(gun);
            assertThat(heard.keys()).containsExactly("pet");
            assertThat(heard.last()).isEqualTo(link("cat"));
            assertThat(heard.changes().get(0).node().orElseThrow().value("name"))
                    .isEqualTo(text("Fluffy"));
        }
    }

    @Test
    @DisplayName("hears of the new node when a link on the way is pointed elsewhere, of the old one no more (37, 38)")
    void repoints() throws Exception {
        put(gun.get("one").get("in").get("deep"), Map.of("name", "first"));
        put(gun.get("two").get("in").get("deep"), Map.of("name", "second"));
        put(gun.get("a").get("b"), gun.get("one"));
        GunRef name = gun.get("a").get("b").get("in").get("deep").get("name");
        try (Subscription subscription = name.on(heard)) {
            settle(gun);
            put(gun.get("a").get("b"), gun.get("two"));
            put(gun.get("one").get("in").get("deep").get("name"), "first, changed");
            put(gun.get("two").get("in").get("deep").get("name"), "second, changed");
            put(gun.get("two").get("in"), Map.of("deep", Map.of("name", "third")));
            settle(gun);
        }
        assertThat(heard.values())
                .containsExactly(text("first"), text("second"), text("second, changed"), text("third"));
    }

    @Test
    @DisplayName("hears a null when its parent becomes a primitive or is deleted, then of the next value (39, 67, 76)")
    void parents() throws Exception {
        GunRef name = gun.get("a").get("b").get("name");
        put(name, "one");
        try (Subscription subscription = name.on(heard)) {
            settle(gun);
            put(gun.get("a").get("b"), "primitive");
            put(gun.get("a").get("b"), "another");
            put(gun.get("a").get("b"), Map.of("_", Map.of("#", "elsewhere"), "name", "two"));
            get(gun.get("a").get("b").put(null));
            put(name, "three");
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(text("one"), NULL, text("two"), NULL, text("three"));
    }

    @Test
    @DisplayName("hears a null when a link on the way is pointed to a node without the key")
    void withoutTheKey() throws Exception {
        put(gun.get("one"), Map.of("name", "first"));
        put(gun.get("two"), Map.of("age", 2));
        put(gun.get("a").get("b"), gun.get("one"));
        try (Subscription subscription = gun.get("a").get("b").get("name").on(heard)) {
            settle(gun);
            put(gun.get("a").get("b"), gun.get("two"));
            put(gun.get("two").get("name"), "second");
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(text("first"), NULL, text("second"));
    }

    @Test
    @DisplayName("hears of a bare link when a value gives way to a link to a node of which nothing is known (29)")
    void nowhere() throws Exception {
        put(gun.get("a").get("b"), 1);
        try (Subscription subscription = gun.get("a").get("b").on(heard)) {
            settle(gun);
            put(gun.get("a").get("b"), gun.get("nowhere"));
            settle(gun);
            assertThat(heard.values()).containsExactly(num(1), link("nowhere"));
            assertThat(heard.changes().get(1).node()).isEmpty();
            put(gun.get("nowhere"), Map.of("k", 1));
            settle(gun);
            assertThat(heard.changes().get(2).node()).isPresent();
        }
    }

    @Test
    @DisplayName("hears of a nested object that is written again through its parent (40)")
    void nested() throws Exception {
        put(gun.get("a"), Map.of("b", Map.of("num", 3)));
        try (Subscription subscription = gun.get("a").get("b").get("num").on(heard)) {
            settle(gun);
            put(gun.get("a"), Map.of("b", Map.of("num", 4)));
            settle(gun);
        }
        assertThat(heard.values()).containsExactly(num(3), num(4));
    }

    @Test
    @DisplayName("of a child, its parent and what is below, each hears of what concerns it (30)")
    void relatives() throws Exception {
        Heard parent = new Heard();
        Heard below = new Heard();
        put(gun.get("child"), Map.of("name", "Kim"));
        try (Subscription one = gun.get("parent").on(parent);
                Subscription two = gun.get("parent").get("first").on(heard);
                Subscription three = gun.get("parent").get("first").get("name").on(below)) {
            settle(gun);
            put(gun.get("parent").get("first"), gun.get("child"));
            settle(gun);
            assertThat(parent.changes().get(0).node().orElseThrow().value("first"))
                    .isEqualTo(link("child"));
            assertThat(heard.values()).containsExactly(link("child"));
            assertThat(below.values()).containsExactly(text("Kim"));
        }
    }

    @Test
    @DisplayName("a put within a listener works, and is heard by others (28)")
    void putWithin() throws Exception {
        try (Subscription one = gun.get("a").get("k").on(change -> {
                    var unused = gun.get("b").get("k").put(change.value());
                });
                Subscription two = gun.get("b").get("k").on(heard)) {
            settle(gun);
            put(gun.get("a").get("k"), "passed on");
            heard.until(text("passed on"));
        }
    }

    @Test
    @DisplayName("what is heard is a copy that nobody can change (41)")
    void copies() throws Exception {
        put(gun.get("a"), Map.of("k", 1));
        try (Subscription subscription = gun.get("a").on(heard)) {
            settle(gun);
            Node node = heard.changes().get(0).node().orElseThrow();
            assertThatThrownBy(() -> node.keys().add("l")).isInstanceOf(UnsupportedOperationException.class);
            put(gun.get("a"), Map.of("k", 2));
            assertThat(node.value("k")).isEqualTo(num(1));
        }
    }

    @Test
    @DisplayName("listeners of several peers in one process do not mix (42)")
    void several() throws Exception {
        try (Gun other = Gun.builder().open();
                Subscription subscription = other.get("a").get("k").on(heard)) {
            settle(other);
            put(gun.get("a").get("k"), 1);
            put(other.get("a").get("k"), 2);
            settle(other);
            assertThat(heard.values()).containsExactly(num(2));
        }
    }

    @Test
    @DisplayName("a circle can be walked (32)")
    void circle() throws Exception {
        put(gun.get("bob").get("pet"), Map.of("name", "Kitty"));
        put(gun.get("bob").get("pet").get("slave"), gun.get("bob"));
        GunRef round = gun.get("bob").get("pet").get("slave").get("pet").get("slave");
        try (Subscription subscription = round.on(heard)) {
            settle(gun);
            assertThat(heard.changes().get(0).node().orElseThrow().value("pet")).isEqualTo(link("bob/pet"));
        }
    }
}
