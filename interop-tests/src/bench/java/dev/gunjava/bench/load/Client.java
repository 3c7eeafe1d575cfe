package dev.gunjava.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One WebSocket to a relay (RFC 6455), on a socket of the loop that made it. What is sent in one turn of the loop leaves
 * by one system call. Owned by the thread of the loop.
 */
public final class Client {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** Any mask will do, but not zero, which some servers skip. */
    private static final int MASK = 0x5a17c3e9;

    private static final String CLOSED_HERE = "closed here";
    private static final byte[] HEADER_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        CONNECTING,
        UPGRADING,
        OPEN,
        CLOSED
    }

    private final Loop loop;
    private final int number;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Fragments fragments = new Fragments();
    private State state = State.CONNECTING;
    private Listener listener;
    private byte[] out = new byte[2_048];
    private int outFrom;
    private int outTo;
    private boolean touched;
    private byte[] in = {};
    private int inSize;
    private String closeReason = "";
    private boolean expendable;

    Client(Loop loop, int number, URI relay, Listener listener) throws IOException {
        this.loop = loop;
        this.number = number;
        this.listener = listener;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean connected = channel.connect(new InetSocketAddress(relay.getHost(), relay.getPort()));
        key = loop.register(channel, SelectionKey.OP_CONNECT, this);
        append(("GET " + relay.getRawPath() + " HTTP/1.1\r\nHost: " + relay.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                        + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (connected) {
            connected();
        }
    }

    /** Which client of the loop this is, from 0. */
    public int number() {
        return number;
    }

    /** Says who hears the relay from now on. */
    public void listener(Listener other) {
        listener = other;
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Why it is closed; empty if it is not. */
    public String closeReason() {
        return closeReason;
    }

    /** Says that the relay may close this one. */
    public void expendable() {
        expendable = true;
    }

    /** Whether the relay has closed it although it must not. */
    boolean isLost() {
        return isClosed() && !expendable && !closeReason.equals(CLOSED_HERE);
    }

    /** The bytes that wait for the socket. */
    public int pending() {
        return outTo - outFrom;
    }

    /** Sends a text at the end of the turn. */
    public void send(Text text) {
        frame(TEXT, text.bytes(), text.length());
    }

    /** Sends a text, of any characters. */
    public void send(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        frame(TEXT, utf8, utf8.length);
    }

    /** Sends a frame that is no text. */
    public void sendBinary(byte[] bytes) {
        frame(BINARY, bytes, bytes.length);
    }

    private void frame(int opcode, byte[] payload, int length) {
        if (state == State.CLOSED) {
            return;
        }
        reserve(length + 14);
        byte[] target = out;
        int to = outTo;
        target[to++] = (byte) (0x80 | opcode);
        if (length < 126) {
            target[to++] = (byte) (0x80 | length);
        } else if (length < 1 << 16) {
            target[to++] = (byte) (0x80 | 126);
            target[to++] = (byte) (length >> 8);
            target[to++] = (byte) length;
        } else {
            target[to++] = (byte) (0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                target[to++] = (byte) ((long) length >> shift);
            }
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            target[to++] = (byte) (MASK >> shift);
        }
        for (int i = 0; i < length; i++) {
            target[to + i] = (byte) (payload[i] ^ MASK >> (24 - 8 * (i & 3)));
        }
        outTo = to + length;
        touch();
    }

    private void append(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, out, outTo, bytes.length);
        outTo += bytes.length;
    }

    private void reserve(int more) {
        if (outTo + more <= out.length) {
            return;
        }
        int waiting = outTo - outFrom;
        byte[] target = waiting + more <= out.length ? out : new byte[Math.max(out.length * 2, waiting + more)];
        System.arraycopy(out, outFrom, target, 0, waiting);
        out = target;
        outFrom = 0;
        outTo = waiting;
    }

    private void touch() {
        if (!touched) {
            touched = true;
            loop.touched(this);
        }
    }

    /** Writes what waits, as far as the socket takes it. */
    void flush() {
        touched = false;
        if (state == State.CONNECTING || state == State.CLOSED) {
            return;
        }
        try {
            while (outTo > outFrom) {
                int written = channel.write(ByteBuffer.wrap(out, outFrom, outTo - outFrom));
                if (written == 0) {
                    break;
                }
                outFrom += written;
            }
        } catch (IOException broken) {
            close(broken.toString());
            return;
        }
        if (outFrom == outTo) {
            outFrom = 0;
            outTo = 0;
        }
        int wanted = SelectionKey.OP_READ | (outTo > outFrom ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** Does what the socket is ready for. */
    void ready(byte[] chunk) {
        try {
            if (state == State.CONNECTING) {
                channel.finishConnect();
                connected();
                return;
            }
            if (key.isWritable()) {
                flush();
            }
            if (state != State.CLOSED && key.isReadable()) {
                read(chunk);
            }
        } catch (IOException | Scanner.BadFrame broken) {
            close(broken.toString());
        }
    }

    private void connected() {
        state = State.UPGRADING;
        flush();
    }

    private void read(byte[] chunk) throws IOException {
        int count = channel.read(ByteBuffer.wrap(chunk));
        if (count < 0) {
            close("closed by the relay");
            return;
        }
        byte[] source = chunk;
        int size = count;
        if (inSize > 0) {
            if (in.length < inSize + count) {
                in = Arrays.copyOf(in, Math.max(in.length * 2, inSize + count));
            }
            System.arraycopy(source, 0, in, inSize, count);
            source = in;
            size = inSize + count;
        }
        int used = consume(source, size);
        inSize = size - used;
        if (inSize > 0) {
            if (source != in && in.length < inSize) {
                in = new byte[Math.max(4_096, inSize)];
            }
            System.arraycopy(source, used, in, 0, inSize);
        }
    }

    private int consume(byte[] source, int size) {
        int from = 0;
        if (state == State.UPGRADING) {
            from = upgrade(source, size);
            if (from == 0) {
                return 0;
            }
        }
        while (state == State.OPEN && size - from >= 2) {
            int length = source[from + 1] & 0x7f;
            int header = length == 126 ? 4 : length == 127 ? 10 : 2;
            if (size - from < header) {
                break;
            }
            if (length >= 126) {
                length = 0;
                for (int i = 2; i < header; i++) {
                    length = (length << 8) | (source[from + i] & 0xff);
                }
            }
            if (size - from < header + length) {
                break;
            }
            take(source[from], source, from + header, length);
            from += header + length;
        }
        return state == State.CLOSED ? size : from;
    }

    private int upgrade(byte[] source, int size) {
        for (int i = 0; i + HEADER_END.length <= size; i++) {
            if (Arrays.equals(source, i, i + HEADER_END.length, HEADER_END, 0, HEADER_END.length)) {
                String head = new String(source, 0, i, StandardCharsets.ISO_8859_1);
                if (!head.startsWith("HTTP/1.1 101")) {
                    close("refused: " + head.lines().findFirst().orElse(""));
                    return size;
                }
                state = State.OPEN;
                return i + HEADER_END.length;
            }
        }
        return 0;
    }

    private void take(byte first, byte[] source, int from, int length) {
        int opcode = first & 0xf;
        boolean last = (first & 0x80) != 0;
        switch (opcode) {
            case CLOSE -> {
                int code = length >= 2 ? ((source[from] & 0xff) << 8) | (source[from + 1] & 0xff) : 0;
                close("closed by the relay with code " + code);
            }
            case PING -> frame(PONG, Arrays.copyOfRange(source, from, from + length), length);
            case PONG -> {}
            default -> {
                if (last && opcode != 0) {
                    text(source, from, from + length);
                } else {
                    fragments.add(source, from, length);
                    if (last) {
                        fragments.tell();
                    }
                }
            }
        }
    }

    private void text(byte[] source, int from, int to) {
        loop.scanner().scan(source, from, to, message -> listener.heard(this, message));
    }

    /** A message that came in pieces. */
    private final class Fragments {
        private byte[] bytes = {};
        private int size;

        void add(byte[] source, int from, int length) {
            if (bytes.length < size + length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
            }
            System.arraycopy(source, from, bytes, size, length);
            size += length;
        }

        void tell() {
            text(bytes, 0, size);
            size = 0;
        }
    }

    /** Closes the socket without a word. */
    public void close() {
        close(CLOSED_HERE);
    }

    private void close(String reason) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            closeReason = reason;
            try {
                channel.close();
            } catch (IOException alreadyBroken) {
                closeReason += ", " + alreadyBroken.getMessage();
            }
        }
    }
}
