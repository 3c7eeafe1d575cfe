package dev.gunjava;

import static dev.gunjava.Heard.found;
import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.link;
import static dev.gunjava.Heard.num;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.settle;
import static dev.gunjava.Heard.text;
import static dev.gunjava.Heard.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("once, on a graph of its own")
class OnceApiTest {

    private static final Once ABSENT = new Once.Absent();

    private final Gun gun = Gun.builder().open();

    @AfterEach
    void close() {
        gun.close();
    }

    @Test
    @DisplayName("gives what there is now, with its key; a later one what there is then (gun.js suite 43)")
    void now() throws Exception {
        put(gun.get("a").get("k"), 1);
        CompletableFuture<Once> first = gun.get("a").get("k").once();
        put(gun.get("a").get("k"), 2);
        assertThat(get(first)).isInstanceOfSatisfying(Once.Found.class, once -> {
            assertThat(once.change().key()).isEqualTo("k");
            assertThat(once.change().value()).isEqualTo(num(1));
        });
        assertThat(value(gun.get("a").get("k"))).isEqualTo(num(2));
    }

    @Test
    @DisplayName("says of what is missing that it is, on every level, to everybody who asks (18, 20, 44)")
    void missing() throws Exception {
        put(gun.get("a"), Map.of("b", Map.of("c", 1)));
        for (int i = 0; i < 2; i++) {
            assertThat(get(gun.get("x").once())).isEqualTo(ABSENT);
            assertThat(get(gun.get("x").get("y").once())).isEqualTo(ABSENT);
            assertThat(get(gun.get("x").get("y").get("z").once())).isEqualTo(ABSENT);
            assertThat(get(gun.get("a").get("y").once())).isEqualTo(ABSENT);
            assertThat(get(gun.get("a").get("b").get("z").once())).isEqualTo(ABSENT);
        }
    }

    @Test
    @DisplayName("says of a link to nothing that there is nothing, also from further off (45)")
    void linkToNothing() throws Exception {
        put(gun.get("a").get("b").get("c"), gun.get("nothing"));
        assertThat(get(gun.get("a").get("b").get("c").once())).isEqualTo(ABSENT);
        assertThat(get(gun.get("a").get("b").get("c").get("d").once())).isEqualTo(ABSENT);
        assertThat(found(gun.get("a").get("b")).node().orElseThrow().value("c")).isEqualTo(link("nothing"));
    }

    @Test
    @DisplayName("deeper than a primitive finds nothing, and does not disturb who listens there (67)")
    void belowAPrimitive() throws Exception {
        Heard heard = new Heard();
        put(gun.get("a").get("k"), "primitive");
        try (Subscription subscription = gun.get("a").get("k").on(heard)) {
            settle(gun);
            assertThat(get(gun.get("a").get("k").get("deeper").once())).isEqualTo(ABSENT);
            put(gun.get("a").get("k"), "changed");
            settle(gun);
            assertThat(heard.values()).containsExactly(text("primitive"), text("changed"));
        }
    }

    @Test
    @DisplayName("of a missing child does not keep the known parent from being heard of (68)")
    void missingChild() throws Exception {
        Heard heard = new Heard();
        put(gun.get("a"), Map.of("b", Map.of("c", 1)));
        assertThat(get(gun.get("a").get("b").get("missing").once())).isEqualTo(ABSENT);
        try (Subscription subscription = gun.get("a").get("b").on(heard)) {
            settle(gun);
            assertThat(heard.values()).containsExactly(link("a/b"));
        }
    }

    @Test
    @DisplayName("on a parent shows a child as a link, also after a write two levels below (47)")
    void parent() throws Exception {
        put(gun.get("a").get("b").get("c"), 1);
        assertThat(found(gun.get("a")).node().orElseThrow().value("b")).isEqualTo(link("a/b"));
        put(gun.get("a").get("b").get("d").get("e"), 2);
        assertThat(found(gun.get("a")).node().orElseThrow().keys()).containsExactly("b");
    }

    @Test
    @DisplayName("can be gone on from (46)")
    void goingOn() throws Exception {
        put(gun.get("a"), Map.of("k", 1));
        Once then = get(gun.get("missing")
                .once()
                .thenCompose(nothing -> gun.get("a").get("k").once()));
        assertThat(then).isInstanceOf(Once.Found.class);
    }

    @Test
    @DisplayName("of two at the same time both are answered in full (19)")
    void parallel() throws Exception {
        put(gun.get("a"), Map.of("k", 1, "l", 2));
        CompletableFuture<Once> one = gun.get("a").once();
        CompletableFuture<Once> two = gun.get("a").once();
        assertThat(get(one)).isEqualTo(get(two)).isInstanceOf(Once.Found.class);
    }

    @Test
    @DisplayName("of the items of a map is a fault of the program: there are several")
    void ofAMap() {
        assertThatThrownBy(() -> gun.get("a").map().once()).isInstanceOf(IllegalStateException.class);
    }
}
