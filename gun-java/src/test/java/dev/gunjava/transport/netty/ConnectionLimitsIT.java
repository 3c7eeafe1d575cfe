package dev.gunjava.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.ConnectionLimits;
import dev.gunjava.limits.FrameLimits;
import dev.gunjava.limits.Limits;
import dev.gunjava.limits.ReceiveLimits;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.relay.RawPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Over real sockets, a connection may have up to 99 % of its limit and not 101 % of it:")
class ConnectionLimitsIT {

    private static final Duration HEARTBEAT = Duration.ofMillis(50);
    /** Without heartbeats there are no pongs, which would cost of the rate. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Duration SHORT = Duration.ofMillis(500);

    /** What a frame weighs besides twice its text: its one message. */
    private static final int MESSAGE_BYTES = 250;

    /** What greetings and pongs may take for a moment. */
    private static final int SLACK = 1_000;

    private MeshLoop loop;
    private Acceptor acceptor;
    private int written;
    private final CountDownLatch released = new CountDownLatch(1);

    private URI open(Limits limits, Duration heartbeat) throws IOException {
        loop = new MeshLoop(
                new Mesh(MeshOptions.general().withLimits(preset -> limits), false, TimeSource.SYSTEM, new Random()),
                TimeSource.SYSTEM,
                "gun-mesh");
        acceptor = new Acceptor(
                new AcceptorOptions("127.0.0.1", 0, Set.of(), limits, heartbeat, null, Set.of()),
                Map.of(),
                new Random());
        acceptor.start(loop);
        return URI.create("ws://127.0.0.1:" + acceptor.port() + "/gun");
    }

    @AfterEach
    void close() {
        released.countDown();
        acceptor.close();
        loop.close();
    }

    /** A peer without Gun, and all that it is sent. */
    private static final class Peer implements AutoCloseable {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final RawPeer socket;

        Peer(URI relay) throws Exception {
            socket = new RawPeer(relay, heard::add);
        }

        void awaits(String text) {
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> heard.stream().anyMatch(frame -> frame.contains(text)));
        }

        /** Waits until so many more heartbeats have come. */
        void awaitsHeartbeats(int more) {
            long before = heartbeats();
            await().until(() -> heartbeats() >= before + more);
        }

        private long heartbeats() {
            return heard.stream().filter("[]"::equals).count();
        }

        /** The pongs that come with heartbeats while the relay does not read the connection. */
        int pongs() {
            return socket.pongs();
        }

        void puts(String id, String key, int length) throws Exception {
            socket.says(put(id, key, length));
            awaits("\"@\":\"" + id + "\"");
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static String put(String id, String key, int length) {
        return "{\"#\":\"" + id + "\",\"put\":{\"s\":{\"_\":{\"#\":\"s\",\">\":{\"" + key + "\":1}},\"" + key + "\":\""
                + "x".repeat(length) + "\"}}}";
    }

    /** A frame of one message that is so long in all. */
    private static String hi(int length) {
        String frame = "{\"dam\":\"hi\",\"x\":\"\"}";
        return frame.replace("\"\"", "\"" + "x".repeat(length - frame.length()) + "\"");
    }

    @Test
    @DisplayName("a longer frame is rejected, and the connection goes on")
    @AtBound("frames.bytes")
    void frameBytes() throws Exception {
        FrameLimits frames = Limits.general().frames();
        try (Peer peer = new Peer(open(Limits.general(), HEARTBEAT))) {
            peer.socket.says(hi(frames.bytes() * 99 / 100));
            peer.puts("p1", "k", 1);
            assertThat(peer.heard).noneMatch(frame -> frame.contains("err"));
            peer.socket.says(hi(frames.bytes() / 100 * 101));
            peer.awaits("{\"dam\":\"!\",\"err\":\"Message too big!\"}");
            peer.puts("p2", "k", 1);
        }
    }

    @Test
    @DisplayName("a frame too long to be read closes it with 1009, in one piece or in fragments")
    @AtBound("frames.rejectedBytes")
    void rejectedBytes() throws Exception {
        Limits limits = Limits.general();
        limits = limits.with(limits.frames().withBytes(64 << 10));
        int bytes = limits.frames().rejectedBytes();
        assertThat(bytes).isEqualTo(256 << 10);
        URI relay = open(limits, HEARTBEAT);
        try (Peer whole = new Peer(relay);
                Peer fragments = new Peer(relay)) {
            for (Peer peer : List.of(whole, fragments)) {
                peer.socket.says(hi(bytes * 99 / 100));
                peer.awaits("Message too big!");
                peer.puts("p" + peer.hashCode(), "k", 1);
            }
            whole.socket.says(hi(bytes / 100 * 101));
            fragments.socket.saysFragments(hi(bytes / 100 * 101), 10_000);
            for (Peer peer : List.of(whole, fragments)) {
                assertThat(peer.socket.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1009);
            }
        }
    }

    @Test
    @DisplayName("a longer HTTP request is refused with 413")
    @AtBound("connections.requestBytes")
    void requestBytes() throws Exception {
        int bytes = Limits.general().connections().requestBytes();
        URI relay = open(Limits.general(), HEARTBEAT);
        assertThat(post(relay, bytes * 99 / 100)).as("only GET is served").isEqualTo(405);
        assertThat(post(relay, bytes * 101 / 100)).isEqualTo(413);
    }

    private static int post(URI relay, int length) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.getPort() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(length)))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    @DisplayName("more messages at once make it wait")
    @AtBound("receive.burst")
    void burst() throws Exception {
        Limits limits = Limits.general();
        try (Peer peer = new Peer(open(limits.with(limits.receive().withRate(1, 100)), LONG))) {
            peer.socket.says("[" + "{\"dam\":\"hi\"},".repeat(98) + put("p1", "k", 1) + "]");
            peer.awaits("\"@\":\"p1\"");
            assertThat(acceptor.throttlings()).isZero();
            peer.socket.says("[{\"dam\":\"hi\"}," + put("p2", "k", 1) + "]");
            await().until(() -> acceptor.throttlings() == 1);
        }
    }

    /** Keeps the mesh from processing anything until the test lets it go on. */
    private void holdUpTheMesh() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        loop.call(mesh -> {
            held.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        held.await();
    }

    @Test
    @DisplayName("at 64 frames that are not processed it is not read")
    @AtBound("receive.framesUnderWay")
    void framesUnderWay() throws Exception {
        int most = Limits.general().receive().framesUnderWay();
        try (Peer peer = new Peer(open(Limits.general(), HEARTBEAT))) {
            peer.awaitsHeartbeats(1);
            holdUpTheMesh();
            sendsUnderWay(peer, most - 1, 2_000);
            expectRead(peer);
            sendsUnderWay(peer, 1, 2_000);
            expectNotRead(peer);
            released.countDown();
            peer.puts("p1", "k", 1);
        }
    }

    @Test
    @DisplayName("at 1 MiB of such frames it is not read")
    @AtBound("receive.bytesUnderWay")
    void bytesUnderWay() throws Exception {
        ReceiveLimits receive = Limits.general().receive();
        int most = (int) receive.bytesUnderWay();
        try (Peer peer = new Peer(open(Limits.general(), HEARTBEAT))) {
            peer.awaitsHeartbeats(1);
            holdUpTheMesh();
            sendsUnderWay(peer, 1, (most * 99 / 100 - MESSAGE_BYTES) / 2);
            expectRead(peer);
            sendsUnderWay(peer, 1, (most / 50 - MESSAGE_BYTES) / 2);
            expectNotRead(peer);
            released.countDown();
            peer.puts("p1", "k", 1);
        }
    }

    private void sendsUnderWay(Peer peer, int frames, int length) throws Exception {
        for (int i = 0; i < frames; i++) {
            long before = loop.budget().held();
            peer.socket.says(hi(length));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> loop.budget().held() >= before + 2L * length + MESSAGE_BYTES - SLACK);
        }
    }

    private static void expectRead(Peer peer) {
        peer.awaitsHeartbeats(2);
        assertThat(peer.pongs()).isZero();
    }

    private void expectNotRead(Peer peer) throws Exception {
        await().until(() -> peer.pongs() > 0);
        long held = loop.budget().held();
        peer.socket.says(hi(2_000));
        peer.awaitsHeartbeats(2);
        assertThat(loop.budget().held()).isLessThan(held + SLACK);
    }

    /** A peer that takes nothing until it is told to. */
    private static final class SlowPeer implements WebSocket.Listener {
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final WebSocket socket;

        SlowPeer(URI relay) throws Exception {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(relay, this)
                    .get(20, TimeUnit.SECONDS);
            says("{\"#\":\"slow\",\"get\":{\"#\":\"s\"}}");
        }

        void says(String frame) throws Exception {
            socket.sendText(frame, true).get(20, TimeUnit.SECONDS);
        }

        void takesAll() {
            socket.request(Long.MAX_VALUE);
        }

        @Override
        public void onOpen(WebSocket open) {
            // asks for nothing to read yet
        }

        @Override
        public CompletionStage<?> onClose(WebSocket open, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(reason);
        }
    }

    /** About how many bytes are held for frames, as opposed to what waits to be sent. */
    private long underWay() {
        return loop.budget().held() - acceptor.pendingBytes();
    }

    /** Writes until more than this waits for the slow peer, in steps of so much, or until that is closed. */
    private void writeUntilWaiting(Peer writer, long bytes, int step) throws Exception {
        int connections = acceptor.connections();
        while (acceptor.pendingBytes() < bytes && acceptor.connections() == connections) {
            written++;
            writer.puts("w" + written + "z", "k" + written, step);
        }
    }

    @Test
    @DisplayName("at 1 MiB that waits to be sent to it, it is not read")
    @AtBound("send.unsentBytes")
    void unsentBytes() throws Exception {
        long most = Limits.general().send().unsentBytes();
        URI relay = open(Limits.general(), LONG);
        SlowPeer slow = new SlowPeer(relay);
        try (Peer writer = new Peer(relay)) {
            writeUntilWaiting(writer, most * 90 / 100, 20_000);
            slow.says(hi(10_000));
            // It is read, but not processed while so much waits for its sender.
            await().untilAsserted(() -> assertThat(loop.budget().held())
                    .as("pending %d, written %d", acceptor.pendingBytes(), written)
                    .isGreaterThan(acceptor.pendingBytes() + 15_000));
            // What Netty has taken over counts as pending, but waits no longer.
            writeUntilWaiting(writer, most * 120 / 100, 20_000);
            slow.says(hi(10_000));
            writer.puts("after", "after", 1);
            assertThat(underWay()).as("both would weigh 40 000").isLessThan(35_000);
            slow.takesAll();
            await().until(() -> underWay() < SLACK);
        } finally {
            slow.socket.abort();
        }
    }

    private static ConnectionLimits goodbye(Limits limits, Duration time) {
        ConnectionLimits preset = limits.connections();
        return new ConnectionLimits(
                preset.total(),
                preset.perAddress(),
                preset.handshakes(),
                preset.handshakesPerAddress(),
                preset.handshake(),
                preset.requestBytes(),
                preset.idle(),
                time);
    }

    @Test
    @DisplayName("when it does not end a message in time it is closed with 1008, and one that ends it is not")
    @AtBound("receive.message")
    void message() throws Exception {
        Limits limits = Limits.general();
        URI relay = open(limits.with(limits.receive().withMessage(SHORT)), HEARTBEAT);
        try (Peer slow = new Peer(relay);
                Peer quick = new Peer(relay)) {
            slow.socket.begins("{\"#\":\"slow\",");
            quick.socket.begins("{\"#\":\"quick\",");
            quick.socket.says("\"get\":{\"#\":\"nothing\"}}");
            assertThat(slow.socket.closed().get(10, TimeUnit.SECONDS)).isEqualTo(1008);
            quick.awaits("\"@\":\"quick\"");
            assertThat(quick.socket.closed()).isNotDone();
        }
    }

    @Test
    @DisplayName("when it takes nothing for too long it is closed, and the close frame is not waited for either")
    @AtBound({"send.stalled", "connections.goodbye"})
    void stalled() throws Exception {
        Limits limits = Limits.general();
        limits = limits.with(limits.send().withStalled(SHORT)).with(goodbye(limits, SHORT));
        URI relay = open(limits, HEARTBEAT);
        SlowPeer slow = new SlowPeer(relay);
        SlowPeer busy = new SlowPeer(relay);
        try (Peer writer = new Peer(relay)) {
            busy.takesAll();
            writeUntilWaiting(writer, 1 << 20, 200_000);
            await().until(() -> acceptor.connections() == 2);
            assertThat(slow.closed).as("it has not read that far").isNotDone();
            writer.puts("after", "after", 1);
            writer.awaitsHeartbeats((int) (2 * SHORT.dividedBy(HEARTBEAT)));
            assertThat(acceptor.connections()).as("who takes what it is sent").isEqualTo(2);
        } finally {
            slow.socket.abort();
            busy.socket.abort();
        }
    }
}
