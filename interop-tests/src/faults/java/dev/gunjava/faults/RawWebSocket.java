package dev.gunjava.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A WebSocket client that keeps the rules only as far as a test wants it to: it may leave what arrives unread, and sends
 * whatever bytes it is given. Sending is threadsafe; a thread of its own reads.
 */
final class RawWebSocket implements AutoCloseable {
    /** The close code of a connection that ended without a close frame (RFC 6455 section 7.1.5). */
    static final int NO_CLOSE_FRAME = 1006;

    private static final int CONNECT_MILLIS = 20_000;
    private static final int HANDSHAKE_MILLIS = 30_000;
    /** Little fits into it, so that what is left unread stays with the relay. */
    private static final int SMALL_RECEIVE_BUFFER = 4096;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile String reason = "";

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = socket.getOutputStream();
    }

    /** Connects and reads everything; each text message goes to the listener, on the thread that reads. */
    static RawWebSocket open(ProductRelay relay, Consumer<String> onText) {
        RawWebSocket opened = connect(relay.port(), false, upgrade("/gun"));
        opened.startReading(onText);
        return opened;
    }

    /** Connects and reads nothing after the handshake. */
    static RawWebSocket openUnread(ProductRelay relay) {
        return connect(relay.port(), true, upgrade("/gun"));
    }

    /** Connects, through a proxy that the relay trusts, as a client with some address; reads, and throws away, what comes. */
    static RawWebSocket openFrom(ProductRelay relay, String address) {
        RawWebSocket opened = connect(relay.port(), false, upgrade("/gun", "X-Forwarded-For: " + address));
        opened.startReading(text -> {});
        return opened;
    }

    private static RawWebSocket connect(int port, boolean isUnread, String request) {
        try {
            Socket socket = new Socket();
            if (isUnread) {
                socket.setReceiveBufferSize(SMALL_RECEIVE_BUFFER);
            }
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            RawWebSocket connected = new RawWebSocket(socket);
            connected.send(request.getBytes(StandardCharsets.ISO_8859_1));
            String status = connected.headLine();
            if (!status.contains(" 101 ")) {
                socket.close();
                throw new IOException("no WebSocket: " + status);
            }
            while (!connected.headLine().isEmpty()) {
                // The other header lines do not matter here.
            }
            socket.setSoTimeout(0);
            return connected;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** An upgrade request, whose path and further header lines need not be legal. */
    static String upgrade(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .toString();
    }

    private String headLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the relay has hung up during the handshake");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** From now on reads what arrives. */
    void startReading(Consumer<String> onText) {
        Thread reader = new Thread(() -> read(onText), "raw websocket");
        reader.setDaemon(true);
        reader.start();
    }

    /** Sends one text message in one frame. */
    void sendText(String text) {
        try {
            send(WireFrame.text(text));
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    /** Sends bytes as they are; blocks while the relay takes none. */
    void send(byte[] bytes) throws IOException {
        synchronized (out) {
            out.write(bytes);
        }
    }

    /** The code of the relay's close frame, once the connection has ended and as far as it was read. */
    CompletableFuture<Integer> closed() {
        return closed;
    }

    /** What the relay said about it; empty if it said nothing. */
    String closeReason() {
        return reason;
    }

    private void read(Consumer<String> onText) {
        int code = NO_CLOSE_FRAME;
        try (DataInputStream data = new DataInputStream(in)) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            while (true) {
                int first = data.readUnsignedByte();
                byte[] payload = new byte[length(data)];
                data.readFully(payload);
                int opcode = first & 0xF;
                if (opcode == WireFrame.CLOSE) {
                    code = payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
                    reason = payload.length < 2
                            ? ""
                            : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
                    break;
                } else if (opcode == WireFrame.PING) {
                    send(WireFrame.of(WireFrame.PONG, true, payload));
                } else if (opcode != WireFrame.PONG) {
                    message.writeBytes(payload);
                    if ((first & 0x80) != 0) {
                        onText.accept(message.toString(StandardCharsets.UTF_8));
                        message.reset();
                    }
                }
            }
        } catch (IOException ended) {
            // Without a close frame: the code stays what it is.
        } finally {
            closed.complete(code);
        }
    }

    private static int length(DataInputStream data) throws IOException {
        int length = data.readUnsignedByte() & 0x7F;
        if (length == 126) {
            return data.readUnsignedShort();
        }
        return length == 127 ? Math.toIntExact(data.readLong()) : length;
    }

    /** Drops the TCP connection; a thread that is blocked in sending is freed. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
