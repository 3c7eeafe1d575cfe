package dev.gunjava.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.ClientLimits;
import dev.gunjava.limits.FrameLimits;
import dev.gunjava.limits.Limits;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.RawPeer;
import dev.gunjava.transport.ConnectionEvent;
import dev.gunjava.transport.ConnectionEvent.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of a relay that was dialed")
class DialerLimitsIT {

    private static final ClientLimits PRESET = Limits.general().client();
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);
    private static final int VALUE = 100_000;

    private final Mesh mesh = new Mesh(MeshOptions.general(), true, TimeSource.SYSTEM, new Random());
    private final MeshLoop loop = new MeshLoop(mesh, TimeSource.SYSTEM, "gun-mesh");
    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    private final List<Dialer> dialers = new ArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private int written;

    @AfterEach
    void close() {
        released.countDown();
        dialers.forEach(Dialer::close);
        loop.close();
    }

    private void dial(URI relay, ClientLimits limits) {
        Dialer dialer = new Dialer(relay, limits, KEEP_ALIVE, new Random(), events::add);
        dialers.add(dialer);
        dialer.start(loop);
    }

    private static ClientLimits limits(FrameLimits frames, Duration connect, int bytesUnderWay, long pendingBytes) {
        return new ClientLimits(
                frames,
                connect,
                bytesUnderWay,
                pendingBytes,
                PRESET.answerBytes(),
                PRESET.goodbye(),
                PRESET.writeBytes(),
                PRESET.writes(),
                PRESET.writesBytes(),
                PRESET.resent(),
                PRESET.calls());
    }

    /** Has a relay tell the dialing peer of what is written to a node. */
    private void watch(RawPeer writer, List<String> heard) throws Exception {
        await().until(() -> events.stream().anyMatch(event -> event.state() == State.UP));
        loop.call(same -> same.watch("s", null, node -> {}));
        // Once the relay asks back for the node, or has told of it, it is watched.
        await().until(() -> {
            write(writer, heard, 1);
            return hasNode();
        });
    }

    private boolean hasNode() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        List<Integer> nodes = new CopyOnWriteArrayList<>();
        loop.call(same -> {
            nodes.add(same.snapshot().size());
            looked.countDown();
        });
        looked.await();
        return nodes.get(0) > 0;
    }

    /** Has a client of the relay write a value of this length. */
    private void write(RawPeer writer, List<String> heard, int length) throws Exception {
        String id = "p" + written++ + "z";
        writer.says("{\"#\":\"" + id + "\",\"put\":{\"s\":{\"_\":{\"#\":\"s\",\">\":{\"k" + written + "\":1}},\"k"
                + written + "\":\"" + "x".repeat(length) + "\"}}}");
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> heard.stream().anyMatch(frame -> frame.contains("\"@\":\"" + id + "\"")));
    }

    @Test
    @DisplayName("an attempt is given up when it has not come up in time")
    @AtBound("client.connect")
    void connect() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                GunRelay relay = GunRelay.builder().open()) {
            ClientLimits limits =
                    limits(PRESET.frames(), Duration.ofSeconds(1), PRESET.bytesUnderWay(), PRESET.pendingBytes());
            dial(relay.uri(), limits);
            dial(URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/gun"), limits);
            await().until(() -> events.stream().anyMatch(event -> event.state() == State.DOWN));
            assertThat(events.stream().filter(event -> event.state() == State.DOWN))
                    .allMatch(event -> event.relay().getPort() == silent.getLocalPort()
                            && event.reason().equals("no answer within 1 s"));
            assertThat(events).anyMatch(event -> event.state() == State.UP);
        }
    }

    @Test
    @DisplayName("a frame over the limit is rejected, and one too long to be read ends the connection")
    @AtBound("client.frames.rejectedBytes")
    void frames() throws Exception {
        FrameLimits frames = PRESET.frames().withBytes(50_000);
        List<String> heard = new CopyOnWriteArrayList<>();
        try (GunRelay relay = GunRelay.builder().open();
                RawPeer writer = new RawPeer(relay.uri(), heard::add)) {
            dial(relay.uri(), limits(frames, PRESET.connect(), PRESET.bytesUnderWay(), PRESET.pendingBytes()));
            watch(writer, heard);
            write(writer, heard, frames.bytes() * 101 / 100);
            write(writer, heard, frames.rejectedBytes() * 99 / 100);
            write(writer, heard, 1);
            String last = "k" + written;
            await().until(() -> hasKey(last));
            assertThat(events).noneMatch(event -> event.state() == State.DOWN);
            write(writer, heard, frames.rejectedBytes() * 101 / 100);
            await().until(() -> events.stream().anyMatch(event -> event.state() == State.DOWN));
        }
    }

    private boolean hasKey(String key) throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        List<Boolean> has = new CopyOnWriteArrayList<>();
        loop.call(same -> {
            has.add(same.snapshot().stream().anyMatch(node -> node.keys().contains(key)));
            looked.countDown();
        });
        looked.await();
        return has.get(0);
    }

    private void holdUpTheMesh() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        loop.call(same -> {
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
    @DisplayName("frames are read up to the limit of what the mesh has not processed; then the relay has to wait")
    @AtBound("client.bytesUnderWay")
    void bytesUnderWay() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (GunRelay relay = GunRelay.builder().pendingBytes(64 << 20).open();
                RawPeer writer = new RawPeer(relay.uri(), heard::add)) {
            dial(relay.uri(), limits(PRESET.frames(), PRESET.connect(), 1 << 20, PRESET.pendingBytes()));
            watch(writer, heard);
            holdUpTheMesh();
            for (int i = 0; i < 4; i++) {
                write(writer, heard, VALUE);
            }
            await().until(() -> relay.status().pendingBytes() == 0);
            for (int i = 0; i < 300 && relay.status().pendingBytes() < (1 << 20); i++) {
                write(writer, heard, VALUE);
            }
            assertThat(relay.status().pendingBytes()).isGreaterThanOrEqualTo(1 << 20);
            released.countDown();
            await().until(() -> relay.status().pendingBytes() == 0);
            String last = "k" + written;
            await().until(() -> hasKey(last));
        }
    }
}
