package dev.gunjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.WritePolicy;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.transport.ConnectionEvent.State;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two peers and a relay, over real sockets")
class GunIT {

    private Set<Thread> threadsBefore;
    private GunRelay relay;
    private Gun alice;
    private Gun bob;

    @BeforeEach
    void open() throws IOException {
        threadsBefore = Thread.getAllStackTraces().keySet();
        relay = GunRelay.builder().open();
        alice = Gun.builder().peer(relay.uri()).open();
        bob = Gun.builder().peer(relay.uri()).open();
    }

    @AfterEach
    @DisplayName("leave no thread behind")
    void close() {
        alice.close();
        bob.close();
        relay.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("gun-") || name.startsWith("WebSocket"))
                .collect(Collectors.toSet())
                .isEmpty());
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static GunValue text(String value) {
        return new GunValue.Text(value);
    }

    private static Once value(String key, GunValue value) {
        return new Once.Found(new Change(key, value, Optional.empty()));
    }

    @Test
    @DisplayName("a put is stored, and read by the other peer")
    void putAndOnce() throws Exception {
        assertThat(get(alice.get("mark").put(Map.of("name", "Mark", "age", 23, "live", true))))
                .isEqualTo(new Ack.Stored());
        assertThat(get(bob.get("mark").get("name").once())).isEqualTo(value("name", text("Mark")));
        assertThat(get(bob.get("mark").get("age").once())).isEqualTo(value("age", new GunValue.Num(23)));
        assertThat(get(bob.get("mark").once())).isInstanceOfSatisfying(Once.Found.class, found -> {
            assertThat(found.change().value()).isEqualTo(new GunValue.Link("mark"));
            assertThat(found.change().node().orElseThrow().keys()).containsExactly("age", "live", "name");
        });
    }

    @Test
    @DisplayName("what is not there is absent, within moments")
    void absent() throws Exception {
        assertThat(get(alice.get("nobody").once())).isEqualTo(new Once.Absent());
        assertThat(get(alice.get("nobody").get("a").get("b").once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("nested data becomes nodes with path souls, and is read along its links")
    void nested() throws Exception {
        get(alice.get("z").get("y").get("x").put(Map.of("c", Map.of("b", Map.of("a", 1)))));
        assertThat(get(bob.get("z").get("y").get("x").get("c").get("b").get("a").once()))
                .isEqualTo(value("a", new GunValue.Num(1)));
        assertThat(get(bob.get("z/y/x/c/b").get("a").once())).isEqualTo(value("a", new GunValue.Num(1)));
    }

    @Test
    @DisplayName("a listener hears what is there and each change, also a deletion")
    void on() throws Exception {
        get(alice.get("room").put(Map.of("msg", "one")));
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        try (Subscription subscription = bob.get("room").get("msg").on(change -> heard.add(change.value()))) {
            await().until(() -> heard.contains(text("one")));
            get(alice.get("room").get("msg").put("two"));
            await().until(() -> heard.contains(text("two")));
            get(alice.get("room").get("msg").put(null));
            await().until(() -> heard.contains(GunValue.Null.INSTANCE));
        }
        get(alice.get("room").get("msg").put("after"));
        get(bob.get("room").get("msg").once());
        assertThat(heard).doesNotContain(text("after"));
    }

    @Test
    @DisplayName("a listener follows a link, and follows it anew when it points elsewhere")
    void links() throws Exception {
        get(alice.get("cat").put(Map.of("name", "Fluffy")));
        get(alice.get("dog").put(Map.of("name", "Rex")));
        get(alice.get("mark").get("pet").put(alice.get("cat")));
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        try (Subscription subscription =
                bob.get("mark").get("pet").get("name").on(change -> heard.add(change.value()))) {
            await().until(() -> heard.contains(text("Fluffy")));
            get(bob.get("mark").get("pet").put(bob.get("dog")));
            await().until(() -> heard.contains(text("Rex")));
            get(alice.get("cat").get("name").put("Old cat"));
            get(alice.get("dog").get("name").put("Old dog"));
            await().until(() -> heard.contains(text("Old dog")));
            assertThat(heard).doesNotContain(text("Old cat"));
        }
    }

    @Test
    @DisplayName("a map hears every item, present and later, and its fields")
    void map() throws Exception {
        get(alice.get("users").put(Map.of("a", Map.of("name", "Ann"))));
        Set<String> names = ConcurrentHashMap.newKeySet();
        Set<String> items = ConcurrentHashMap.newKeySet();
        try (Subscription fields = bob.get("users")
                        .map()
                        .get("name")
                        .on(change -> names.add(((GunValue.Text) change.value()).value()));
                Subscription whole = bob.get("users").map().on(change -> items.add(change.key()))) {
            await().until(() -> names.contains("Ann") && items.contains("a"));
            get(alice.get("users").put(Map.of("b", Map.of("name", "Ben"))));
            await().until(() -> names.contains("Ben") && items.contains("b"));
        }
        assertThatThrownBy(() -> bob.get("users").map().put(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("invalid data is refused with what and where, and nothing of it is written")
    void invalid() throws Exception {
        assertThat(get(alice.get("a").put(Map.of("ok", 1, "b", Map.of("c", List.of(1))))))
                .isEqualTo(new Ack.Refused("Invalid data: array at a.b.c"));
        assertThat(get(alice.get("a").put(Map.of("n", Double.NaN))))
                .isEqualTo(new Ack.Refused("Invalid data: NaN at a.n"));
        assertThat(get(alice.get("a").put("text")))
                .isEqualTo(new Ack.Refused("Data at root of graph must be a node (an object)."));
        assertThat(get(alice.get("a").get("ok").once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("a listener that throws, or is slow, harms nobody else")
    void badListeners() throws Exception {
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        try (Subscription throwing = bob.get("a").get("k").on(change -> {
                    throw new IllegalStateException("on purpose");
                });
                Subscription good = bob.get("a").get("k").on(change -> heard.add(change.value()))) {
            for (int i = 0; i < 5; i++) {
                get(alice.get("a").get("k").put(i));
            }
            await().until(() -> heard.contains(new GunValue.Num(4)));
        }
    }

    @Test
    @DisplayName("a write policy keeps everything else off the wire")
    void policy() throws Exception {
        try (Gun strict = Gun.builder()
                .peer(relay.uri())
                .writePolicy(WritePolicy.namespaces("discovery"))
                .open()) {
            assertThat(get(strict.get("discovery/peers").put(Map.of("a", 1)))).isEqualTo(new Ack.Stored());
            assertThat(get(strict.get("diary").put(Map.of("a", 1)))).isInstanceOf(Ack.Refused.class);
        }
        assertThat(get(bob.get("diary").once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("a relay that is away and comes back empty gets what was written before and meanwhile")
    void relayRestarts() throws Exception {
        int port = relay.port();
        get(alice.get("before").put(Map.of("k", 1)));
        relay.close();
        await().until(() -> alice.peers().get(0).state() == State.DOWN);
        CompletableFuture<Ack> meanwhile = alice.get("meanwhile").put(Map.of("k", 2));
        relay = GunRelay.builder().port(port).open();

        assertThat(get(meanwhile)).isIn(new Ack.Stored(), failedInTime());
        await().atMost(40, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(get(bob.get("before").get("k").once())).isEqualTo(value("k", new GunValue.Num(1)));
            assertThat(get(bob.get("meanwhile").get("k").once())).isEqualTo(value("k", new GunValue.Num(2)));
        });
    }

    private static Ack failedInTime() {
        return new Ack.Failed("no relay acknowledged the write within 9000 ms");
    }

    @Test
    @DisplayName("without relays there is a graph of its own, and with only dead ones reads end")
    void alone() throws Exception {
        try (Gun solitary = Gun.builder().open();
                Gun unreachable =
                        Gun.builder().peer(URI.create("ws://127.0.0.1:1/gun")).open()) {
            assertThat(get(solitary.get("a").put(Map.of("k", 1)))).isEqualTo(new Ack.Stored());
            assertThat(get(solitary.get("a").get("k").once())).isEqualTo(value("k", new GunValue.Num(1)));
            assertThat(get(solitary.get("b").once())).isEqualTo(new Once.Absent());
            assertThat(get(unreachable.get("b").once())).isEqualTo(new Once.TimedOut());
        }
    }

    @Test
    @DisplayName("while all relays are away, nested data is written here at once")
    void offline() throws Exception {
        get(alice.get("a").put(Map.of("k", 1)));
        relay.close();
        await().until(() -> alice.peers().get(0).state() == State.DOWN);
        CompletableFuture<Ack> unacked = alice.get("deep").get("er").put(Map.of("and", Map.of("deeper", 1)));
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        try (Subscription subscription =
                alice.get("deep/er/and").get("deeper").on(change -> heard.add(change.value()))) {
            await().atMost(2, TimeUnit.SECONDS).until(() -> heard.contains(new GunValue.Num(1)));
        }
        assertThat(unacked).isNotDone();
    }

    @Test
    @DisplayName("what was written just before a peer was closed still goes out")
    void lastWords() throws Exception {
        for (int i = 0; i < 20; i++) {
            Gun hasty = Gun.builder().peer(relay.uri()).open();
            await().until(() -> hasty.peers().get(0).state() == State.UP);
            CompletableFuture<Ack> unheard = hasty.get("words" + i).get("last").put(i);
            hasty.close();
            assertThat(get(unheard)).isInstanceOf(Ack.class);
            assertThat(get(bob.get("words" + i).get("last").once())).isEqualTo(value("last", new GunValue.Num(i)));
        }
    }

    @Test
    @DisplayName("an address that is none of a relay is refused, saying what one looks like")
    void addresses() {
        assertThatThrownBy(() -> Gun.builder().peer(URI.create("ftp://x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ws://host:8765/gun");
    }
}
