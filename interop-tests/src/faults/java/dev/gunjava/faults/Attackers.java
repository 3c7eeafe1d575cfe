package dev.gunjava.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The connections of one attack; closing it ends them all. Owned by the thread of the test. */
final class Attackers implements AutoCloseable {
    private final ProductRelay relay;
    private final Duration atMost;
    private final List<RawWebSocket> webSockets = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Flood> floods = new ArrayList<>();

    /** @param atMost how long a flood may last that the relay neither takes whole nor ends nor stops reading */
    Attackers(ProductRelay relay, Duration atMost) {
        this.relay = relay;
        this.atMost = atMost;
    }

    /** A client that reads, and throws away, what it gets. */
    RawWebSocket reading() {
        RawWebSocket connected = RawWebSocket.open(relay, text -> {});
        webSockets.add(connected);
        return connected;
    }

    /** A client that never reads. */
    RawWebSocket deaf() {
        RawWebSocket connected = RawWebSocket.openUnread(relay);
        webSockets.add(connected);
        return connected;
    }

    /** Clients that do not read, fewer if the relay takes no more. */
    void idle(int count) {
        try {
            for (int i = 0; i < count; i++) {
                deaf();
            }
        } catch (UncheckedIOException full) {
            // The relay has its number of connections, which is as good as all of ours.
        }
    }

    /** A TCP connection on which nothing has been said yet. */
    Socket silent() {
        try {
            Socket connected = new Socket(InetAddress.getLoopbackAddress(), relay.port());
            sockets.add(connected);
            return connected;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    void flood(RawWebSocket connection, Iterator<byte[]> frames) {
        floods.add(Flood.start(connection, frames));
    }

    void flood(RawWebSocket connection, Stream<String> texts) {
        flood(connection, texts.map(WireFrame::text).iterator());
    }

    /** Writes texts to connections one byte at a time and in turn, as long as any of them is open and has bytes left. */
    void trickle(List<Socket> connections, List<String> texts) {
        List<byte[]> bytes = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        long end = System.nanoTime() + atMost.toNanos();
        boolean isDone = false;
        for (int at = 0; !isDone && System.nanoTime() < end; at++) {
            isDone = true;
            for (int i = 0; i < connections.size(); i++) {
                byte[] text = bytes.get(i % bytes.size());
                if (at < text.length && write(connections.get(i), text[at])) {
                    isDone = false;
                }
            }
        }
    }

    private static boolean write(Socket connection, byte single) {
        try {
            connection.getOutputStream().write(single);
            return true;
        } catch (IOException closedByTheRelay) {
            return false;
        }
    }

    /** Waits until the relay has taken every flood, has ended its connection, or has stopped reading it. */
    void awaitFloods() {
        Flood.awaitEnd(floods, atMost);
    }

    long bytesSent() {
        return floods.stream().mapToLong(Flood::bytesSent).sum();
    }

    @Override
    public void close() {
        webSockets.forEach(RawWebSocket::close);
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
    }
}
