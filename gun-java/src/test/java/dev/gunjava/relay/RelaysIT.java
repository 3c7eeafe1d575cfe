package dev.gunjava.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.Subscription;
import dev.gunjava.graph.GunValue;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Relays that dial each other")
class RelaysIT {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    private GunRelay relay(int port, URI... peers) throws IOException {
        GunRelay.Builder relay = GunRelay.builder().port(port);
        for (URI peer : peers) {
            relay.peer(peer);
        }
        return keep(relay.open());
    }

    private Gun client(GunRelay relay) {
        return keep(Gun.builder().peer(relay.uri()).open());
    }

    private static URI at(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/gun");
    }

    /** Ports that were free just now; several relays must know each other's before they listen. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0);
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static GunValue read(Gun gun, String soul, String key) throws Exception {
        return gun.get(soul).get(key).once().get(20, TimeUnit.SECONDS) instanceof Once.Found found
                ? found.change().value()
                : GunValue.Null.INSTANCE;
    }

    @Test
    @DisplayName("in a chain carry writes, changes and reads from one end to the other, both ways")
    void chain() throws Exception {
        GunRelay first = relay(0);
        GunRelay middle = relay(0, first.uri());
        GunRelay last = relay(0, middle.uri());
        Gun alice = client(first);
        Gun bob = client(last);

        alice.get("from/alice").put(Map.of("k", "a")).get(20, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(read(bob, "from/alice", "k")).isEqualTo(new GunValue.Text("a")));
        bob.get("from/bob").put(Map.of("k", "b")).get(20, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(read(alice, "from/bob", "k")).isEqualTo(new GunValue.Text("b")));

        List<GunValue> heard = new CopyOnWriteArrayList<>();
        try (Subscription subscription = alice.get("from/bob").get("k").on(change -> heard.add(change.value()))) {
            await().until(() -> heard.contains(new GunValue.Text("b")));
            bob.get("from/bob").get("k").put("again").get(20, TimeUnit.SECONDS);
            await().until(() -> heard.contains(new GunValue.Text("again")));
        }
        List<GunValue> heardByBob = new CopyOnWriteArrayList<>();
        try (Subscription subscription = bob.get("from/alice").get("k").on(change -> heardByBob.add(change.value()))) {
            await().until(() -> heardByBob.contains(new GunValue.Text("a")));
            alice.get("from/alice").get("k").put("again").get(20, TimeUnit.SECONDS);
            await().until(() -> heardByBob.contains(new GunValue.Text("again")));
        }
    }

    @Test
    @DisplayName("in a ring deliver once and fall silent")
    void ring() throws Exception {
        List<Integer> ports = freePorts(3);
        List<GunRelay> relays = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            relays.add(relay(ports.get(i), at(ports.get((i + 1) % 3))));
        }
        List<Gun> clients = relays.stream().map(this::client).toList();
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        try (Subscription subscription = clients.get(1).get("room").get("k").on(change -> heard.add(change.value()))) {
            await().untilAsserted(() -> {
                clients.get(0).get("room").put(Map.of("warm", 1)).get(20, TimeUnit.SECONDS);
                assertThat(read(clients.get(1), "room", "warm")).isEqualTo(new GunValue.Num(1));
            });
            for (int i = 0; i < 20; i++) {
                clients.get(i % 3).get("room").get("k").put(i).get(20, TimeUnit.SECONDS);
            }
            await().until(() -> heard.contains(new GunValue.Num(19)));
            assertThat(heard).doesNotHaveDuplicates();
        }
        for (Gun client : clients) {
            await().untilAsserted(() -> assertThat(read(client, "room", "k")).isEqualTo(new GunValue.Num(19)));
        }
        AtomicLong before = new AtomicLong();
        await().during(500, TimeUnit.MILLISECONDS).until(() -> {
            long messages = messages(relays);
            return before.getAndSet(messages) == messages;
        });
    }

    private static long messages(List<GunRelay> relays) {
        return relays.stream().mapToLong(relay -> relay.status().messages()).sum();
    }

    @Test
    @DisplayName(
            "both ways dial again at once when the connection that stayed is gone, whichever of them had dialed it")
    void redial() throws Exception {
        for (int closed = 0; closed < 2; closed++) {
            List<Integer> ports = freePorts(2);
            List<GunRelay> relays = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                relays.add(relay(ports.get(i), at(ports.get(1 - i))));
            }
            await().during(500, TimeUnit.MILLISECONDS)
                    .until(() -> relays.get(0).status().connections()
                                    + relays.get(1).status().connections()
                            == 1);
            relays.get(closed).close();
            GunRelay successor = relay(ports.get(closed));
            await().atMost(30, TimeUnit.SECONDS).until(() -> successor.status().connections() == 1);
        }
    }

    private static final String SECRET = "known to two operators";

    private GunRelay relayWithSecret(String secret, URI... peers) throws IOException {
        GunRelay.Builder relay = GunRelay.builder().peerSecret(secret);
        for (URI peer : peers) {
            relay.peer(peer);
        }
        return keep(relay.open());
    }

    @Test
    @DisplayName("and prove that they know its secret are sent what they have not asked for")
    void secret() throws Exception {
        GunRelay dialed = relayWithSecret(SECRET);
        GunRelay knowing = relayWithSecret(SECRET, dialed.uri());
        GunRelay guessing = relayWithSecret(SECRET + "?", dialed.uri());
        GunRelay silent = relay(0, dialed.uri());
        await().until(() ->
                dialed.status().connections() == 3 && dialed.status().refusedPeers() == 1);
        Gun client = client(dialed);
        await().untilAsserted(() -> {
            client.get("unasked").put(Map.of("at", System.nanoTime())).get(20, TimeUnit.SECONDS);
            assertThat(knowing.status().graphNodes()).isEqualTo(1);
        });
        assertThat(guessing.status().graphNodes()).isZero();
        assertThat(silent.status().graphNodes()).isZero();
    }

    @Test
    @DisplayName("both ways keep one connection, and one that dials itself keeps none")
    void redundant() throws Exception {
        List<Integer> ports = freePorts(2);
        GunRelay first = relay(ports.get(0), at(ports.get(1)), at(ports.get(0)));
        GunRelay second = relay(ports.get(1), at(ports.get(0)));
        await().during(1, TimeUnit.SECONDS)
                .until(() -> first.status().connections() + second.status().connections() == 1);
    }
}
