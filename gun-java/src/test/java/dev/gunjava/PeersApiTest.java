package dev.gunjava;

import static dev.gunjava.Heard.NULL;
import static dev.gunjava.Heard.found;
import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.link;
import static dev.gunjava.Heard.num;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.settle;
import static dev.gunjava.Heard.text;
import static dev.gunjava.Heard.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.Node;
import dev.gunjava.relay.GunRelay;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The chain, over two peers and a relay")
class PeersApiTest {

    private GunRelay relay;
    private Gun alice;
    private Gun bob;
    private final Heard heard = new Heard();

    @BeforeEach
    void open() throws IOException {
        relay = GunRelay.builder().open();
        alice = Gun.builder().peer(relay.uri()).open();
        bob = Gun.builder().peer(relay.uri()).open();
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        relay.close();
    }

    private static Set<String> known(Gun gun, String soul) throws Exception {
        CompletableFuture<Set<String>> keys = gun.compute((mesh, result) -> {
            Node node = mesh.node(soul);
            result.accept(node == null ? Set.of() : Set.copyOf(node.keys()));
        });
        return get(keys);
    }

    @Test
    @DisplayName("a key is loaded alone, without the rest of the node (gun.js suite 17)")
    void oneKey() throws Exception {
        put(alice.get("a"), Map.of("k", 1, "l", 2));
        assertThat(value(bob.get("a").get("k"))).isEqualTo(num(1));
        assertThat(known(bob, "a")).containsExactly("k");
    }

    @Test
    @DisplayName("writes of two peers along two paths land on one node (16)")
    void onePlace() throws Exception {
        put(alice.get("mark").get("pet"), alice.get("cat"));
        put(bob.get("mark").get("pet").get("name"), "Fluffy");
        put(alice.get("cat").get("age"), 3);
        assertThat(found(bob.get("cat")).node().orElseThrow().keys()).containsExactly("age", "name");
    }

    @Test
    @DisplayName("nested data goes to the node that another peer has linked there (29)")
    void othersLinks() throws Exception {
        put(alice.get("mark").get("pet"), alice.get("cat"));
        put(bob.get("mark"), Map.of("pet", Map.of("name", "Fluffy")));
        assertThat(value(alice.get("cat").get("name"))).isEqualTo(text("Fluffy"));
        assertThat(value(alice.get("mark").get("pet"))).isEqualTo(link("cat"));
    }

    @Test
    @DisplayName("a reference becomes a link to the node that another peer has linked there (16)")
    void othersReferences() throws Exception {
        put(alice.get("mark").get("pet"), Map.of("_", Map.of("#", "cat"), "name", "Fluffy"));
        put(bob.get("house"), Map.of("inside", Map.of("pet", bob.get("mark").get("pet"))));
        assertThat(found(alice.get("house/inside")).node().orElseThrow().value("pet"))
                .isEqualTo(link("cat"));
        Item item = bob.get("pets").set(bob.get("mark").get("pet"));
        assertThat(get(item.ack())).isEqualTo(new Ack.Stored());
        assertThat(value(alice.get("pets").get("cat").get("name"))).isEqualTo(text("Fluffy"));
    }

    @Test
    @DisplayName("a write that takes time to find its place does not overrule a later one")
    void order() throws Exception {
        CompletableFuture<Ack> first = bob.get("a").put(Map.of("k", Map.of("n", 1)));
        CompletableFuture<Ack> second = bob.get("a").put(Map.of("k", "later"));
        assertThat(List.of(get(first), get(second))).containsOnly(new Ack.Stored());
        assertThat(value(alice.get("a").get("k"))).isEqualTo(text("later"));
    }

    @Test
    @DisplayName("a deep first write is stored, and nobody is told that there is nothing (23)")
    void deepFirstWrite() throws Exception {
        try (Subscription subscription =
                alice.get("a").get("b").get("c").get("d").on(heard)) {
            put(bob.get("a").get("b").get("c").get("d"), "deep");
            heard.until(text("deep"));
            settle(alice);
        }
        assertThat(heard.values()).containsExactly(text("deep"));
    }

    @Test
    @DisplayName("998 keys in one put are one write with one ack, and arrive (33)")
    void manyKeys() throws Exception {
        Map<String, Object> keys = new HashMap<>();
        for (int i = 0; i < 998; i++) {
            keys.put("k" + i, i);
        }
        put(alice.get("big"), keys);
        await().untilAsserted(() ->
                assertThat(found(bob.get("big")).node().orElseThrow().size()).isEqualTo(998));
    }

    @Test
    @DisplayName("items of a set are heard of by the other peer, each once with onceEach (56, 63)")
    void sets() throws Exception {
        Heard once = new Heard();
        GunRef one = alice.get("set").set(Map.of("n", 1, "text", "one")).ref();
        try (Subscription all = bob.get("set").map().get("n").on(heard);
                Subscription each = bob.get("set").map().onceEach(once)) {
            heard.until(num(1));
            alice.get("set").set(Map.of("n", 2, "text", "two"));
            heard.until(num(2));
            once.until(2);
            put(one.get("n"), 3);
            heard.until(num(3));
            settle(bob);
        }
        assertThat(once.changes())
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.node().orElseThrow().keys()).containsExactly("n", "text"));
    }

    @Test
    @DisplayName("an item that is taken out, or wanted no longer, is so for the other peer too (57)")
    void filters() throws Exception {
        GunRef one = alice.get("set").set(Map.of("n", 1)).ref();
        try (Subscription small = bob.get("set")
                .map(item -> item.node().orElseThrow().value("n").equals(num(1)))
                .on(heard)) {
            heard.until(1);
            get(alice.get("set").unset(one));
            heard.until(NULL);
        }
    }

    @Test
    @DisplayName(
            "a listener behind a link hears a null when the other peer deletes it or points it to nothing (39, 76)")
    void deletions() throws Exception {
        put(alice.get("mark").get("pet"), Map.of("name", "Fluffy"));
        try (Subscription subscription = bob.get("mark").get("pet").get("name").on(heard)) {
            heard.until(text("Fluffy"));
            get(alice.get("mark").get("pet").put(null));
            heard.until(2);
            put(alice.get("mark").get("pet"), alice.get("dog"));
            put(alice.get("dog"), Map.of("name", "Rex"));
            heard.until(3);
            put(alice.get("mark").get("pet"), alice.get("nothing"));
            heard.until(4);
        }
        assertThat(heard.values()).containsExactly(text("Fluffy"), NULL, text("Rex"), NULL);
    }

    @Test
    @DisplayName("a peer that comes later reads what is there, each part in its own time (48)")
    void later() throws Exception {
        put(alice.get("stef"), Map.of("name", "Stef", "address", Map.of("country", "NL")));
        alice.close();
        try (Gun carl = Gun.builder().peer(relay.uri()).open()) {
            assertThat(value(carl.get("stef").get("name"))).isEqualTo(text("Stef"));
            assertThat(found(carl.get("stef").get("address"))
                            .node()
                            .orElseThrow()
                            .value("country"))
                    .isEqualTo(text("NL"));
        }
    }

    @Test
    @DisplayName("peers of one process that share no relay have nothing in common (42, 69)")
    void strangers() throws Exception {
        try (GunRelay other = GunRelay.builder().open();
                Gun stranger = Gun.builder().peer(other.uri()).open()) {
            put(alice.get("a"), Map.of("k", 1));
            assertThat(get(stranger.get("a").once())).isEqualTo(new Once.Absent());
            assertThat(value(bob.get("a").get("k"))).isEqualTo(num(1));
        }
    }
}
