package dev.gunjava.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.relay.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who accepts connections")
class AcceptorIT {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String UPGRADE = String.join(
            "\r\n",
            "GET /gun HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");

    private MeshLoop loop;
    private Acceptor acceptor;

    /** Options with nothing in the way of a test, which changes what it is about. */
    private static final class Options {
        private String host = "127.0.0.1";
        private Duration heartbeat = LONG;
        private Set<String> origins = Set.of();
        private Limits limits = patient(Limits.general());

        private static Limits patient(Limits limits) {
            return limits.with(limits.receive()
                            .withRate(Integer.MAX_VALUE, Integer.MAX_VALUE)
                            .withPatience(LONG))
                    .with(limits.connections().withIdle(LONG).withHandshake(LONG));
        }

        AcceptorOptions build() {
            return new AcceptorOptions(host, 0, origins, limits, heartbeat, null, Set.of());
        }
    }

    private URI open(Options options) throws IOException {
        loop = new MeshLoop(
                new Mesh(MeshOptions.general(), false, TimeSource.SYSTEM, new Random()), TimeSource.SYSTEM, "gun-mesh");
        acceptor = new Acceptor(options.build(), Map.of(), new Random());
        acceptor.start(loop);
        return URI.create("ws://127.0.0.1:" + acceptor.port() + "/gun");
    }

    @AfterEach
    void close() {
        acceptor.close();
        loop.close();
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), acceptor.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String put(String id, String key, String value) {
        return "{\"#\":\"" + id + "\",\"put\":{\"s\":{\"_\":{\"#\":\"s\",\">\":{\"" + key + "\":1}},\"" + key + "\":\""
                + value + "\"}}}";
    }

    @Test
    @DisplayName("tells an idle connection [] at every heartbeat, and keeps it as long as it answers pings")
    void heartbeat() throws Exception {
        Options options = new Options();
        options.heartbeat = Duration.ofMillis(50);
        options.limits = options.limits.with(options.limits.connections().withIdle(Duration.ofSeconds(2)));
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RawPeer peer = new RawPeer(open(options), heard::add)) {
            await().until(() -> heard.stream().filter("[]"::equals).count() > 50);
            assertThat(peer.closed()).isNotDone();
        }
    }

    @Test
    @DisplayName("closes a connection that says nothing any more, not even pongs")
    @AtBound("connections.idle")
    void idle() throws Exception {
        Options options = new Options();
        options.heartbeat = Duration.ofMillis(50);
        options.limits = options.limits.with(options.limits.connections().withIdle(Duration.ofMillis(200)));
        open(options);
        try (Socket vanished = socket()) {
            vanished.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
            vanished.getInputStream().readAllBytes();
        }
        await().until(() -> acceptor.connections() == 0);
    }

    @Test
    @DisplayName("closes a connection that does not become a WebSocket in time")
    @AtBound("connections.handshake")
    void handshake() throws Exception {
        Options options = new Options();
        options.limits = options.limits.with(options.limits.connections().withHandshake(Duration.ofMillis(200)));
        open(options);
        try (Socket silent = socket();
                Socket slow = socket()) {
            slow.getOutputStream().write(UPGRADE.substring(0, 40).getBytes(StandardCharsets.US_ASCII));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("takes as many connections as it may, and one more when one has left")
    @AtBound("connections.total")
    void connections() throws Exception {
        Options options = new Options();
        options.limits = options.limits.with(options.limits.connections().withTotal(2));
        URI relay = open(options);
        try (RawPeer first = new RawPeer(relay, text -> {});
                Socket second = socket()) {
            second.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> acceptor.connections() == 2);
            try (Socket third = socket()) {
                third.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(third.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 503 ");
            }
            assertThat(first.closed()).isNotDone();
            second.close();
            await().until(() -> acceptor.connections() == 1);
            new RawPeer(relay, text -> {}).close();
        }
    }

    @Test
    @DisplayName("takes a newcomer however many connections say nothing; the oldest of these gives way, 512 stay")
    @AtBound("connections.handshakes")
    void silent() throws Exception {
        Options options = new Options();
        options.limits = options.limits.with(options.limits.connections().withTotal(1));
        URI relay = open(options);
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 512; i++) {
                silent.add(socket());
            }
            await().until(() -> acceptor.handshakes() == 512);
            assertThat(acceptor.connections()).isZero();
            try (RawPeer peer = new RawPeer(relay, text -> {})) {
                await().until(() -> acceptor.connections() == 1);
                assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
                assertThat(acceptor.handshakes()).isEqualTo(511);
                assertThat(peer.closed()).isNotDone();
            }
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
        await().until(() -> acceptor.handshakes() == 0);
    }

    @Test
    @DisplayName("makes who is over the rate wait, and closes with 1008, saying why, who stays over it too long")
    @AtBound({"receive.messagesPerSecond", "receive.patience"})
    void rate() throws Exception {
        Options options = new Options();
        options.limits = options.limits.with(options.limits.receive().withRate(100, 100));
        options.limits = options.limits.with(options.limits.receive().withPatience(Duration.ofSeconds(1)));
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RawPeer flood = new RawPeer(open(options), heard::add)) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                if (!flood.closed().isDone()) {
                    flood.says("[" + "{\"dam\":\"hi\"},".repeat(19) + "{\"dam\":\"hi\"}]");
                }
                return flood.closed().isDone();
            });
            assertThat(flood.closed().get()).isEqualTo(1008);
            assertThat(heard).contains("{\"dam\":\"!\",\"err\":\"too many messages\"}");
            assertThat(acceptor.throttlings()).isGreaterThan(1);
        }
    }

    @Test
    @DisplayName("hears again, when its patience is over, who said far too much at once, and closes if it says more")
    void debt() throws Exception {
        Options options = new Options();
        options.limits = options.limits.with(options.limits.receive().withRate(10, 10));
        options.limits = options.limits.with(options.limits.receive().withPatience(Duration.ofMillis(500)));
        try (RawPeer hasty = new RawPeer(open(options), text -> {})) {
            hasty.says("[" + "{\"dam\":\"hi\"},".repeat(999) + "{\"dam\":\"hi\"}]");
            await().until(() -> acceptor.throttlings() == 1 && acceptor.throttled() == 0);
            assertThat(hasty.closed()).isNotDone();
            hasty.says("{\"dam\":\"hi\"}");
            assertThat(hasty.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1008);
        }
    }

    @Test
    @DisplayName("closes with 1013 who does not take what it is told, at the bound of what may wait")
    @AtBound("send.pendingBytes")
    void pending() throws Exception {
        Options options = new Options();
        options.limits = options.limits.with(options.limits.send().withPendingBytes(1 << 20));
        URI relay = open(options);
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket slow = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(relay, new WebSocket.Listener() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        // asks for nothing to read yet
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        closed.complete(code);
                        return CompletableFuture.completedFuture(reason);
                    }
                })
                .get(20, TimeUnit.SECONDS);
        slow.sendText("{\"#\":\"g1\",\"get\":{\"#\":\"s\"}}", true).get(20, TimeUnit.SECONDS);
        List<String> acks = new CopyOnWriteArrayList<>();
        try (RawPeer writer = new RawPeer(relay, acks::add)) {
            String value = "x".repeat(200_000);
            for (int i = 0; i < 100; i++) {
                String id = "put" + i + "z";
                writer.says(put(id, "k" + i, value));
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> acks.stream().anyMatch(ack -> ack.contains(id)));
                assertThat(acceptor.pendingBytes()).isLessThanOrEqualTo((1 << 20) + 200_000);
            }
        }
        slow.request(Long.MAX_VALUE);
        assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(1013);
    }

    @Test
    @DisplayName("lets pages of this machine and of listed origins connect, and who has no page, and nobody else")
    void origins() throws Exception {
        Options options = new Options();
        options.origins = Set.of("https://example.org");
        URI relay = open(options);
        for (String origin :
                List.of("https://example.org", "http://localhost:8080", "http://127.0.0.1", "http://[::1]")) {
            dial(relay, origin).abort();
        }
        new RawPeer(relay, text -> {}).close();
        for (String origin : List.of("https://example.com", "http://example.org", "https://example.org.evil", "null")) {
            assertThat(catchThrowable(() -> dial(relay, origin)).getCause())
                    .as(origin)
                    .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                    refused.getResponse().statusCode())
                            .isEqualTo(403));
        }
    }

    @Test
    @DisplayName("lets a page connect that comes from the very address it connects to, and none of another address")
    void originOfTheSameAddress() throws Exception {
        Options options = new Options();
        options.host = "0.0.0.0";
        URI relay = URI.create("ws://127.0.0.2:" + open(options).getPort() + "/gun");
        dial(relay, "http://127.0.0.2:8080").abort();
        for (String origin : List.of("http://127.0.0.3:8080", "http://127.0.0.2.example.org", "http://[::2]")) {
            assertThat(catchThrowable(() -> dial(relay, origin)).getCause())
                    .as(origin)
                    .isInstanceOf(WebSocketHandshakeException.class);
        }
    }

    @Test
    @DisplayName("lets pages of any origin connect if told so")
    void anyOrigin() throws Exception {
        Options options = new Options();
        options.origins = Set.of("*");
        dial(open(options), "https://example.com").abort();
    }

    private static WebSocket dial(URI relay, String origin) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(relay, new WebSocket.Listener() {})
                .get(20, TimeUnit.SECONDS);
    }
}
