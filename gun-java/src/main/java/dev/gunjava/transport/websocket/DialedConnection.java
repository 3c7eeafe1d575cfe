package dev.gunjava.transport.websocket;

import dev.gunjava.limits.ClientLimits;
import dev.gunjava.mesh.Budget;
import dev.gunjava.mesh.Connection;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.Outbox;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.FrameReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.framing.TextFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * One connection that we dialed, from the attempt to its end.
 *
 * <p>Java-WebSocket's own queue of outgoing frames has no bound, so at most one frame is in it: the dialer's thread
 * feeds it from the {@link Outbox}, which has. Reading stops while the mesh is behind, by holding up the library's
 * thread that reads for this connection alone.
 */
final class DialedConnection implements Connection {

    /** What a frame of nothing weighs. */
    private static final int LEAST_WEIGHT = 1 << 10;

    private static final int NORMAL_CLOSURE = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int TRY_AGAIN_LATER = 1013;

    /** What a close frame without a code counts as (RFC 6455 section 7.1.5). */
    private static final int NO_CODE = 1005;

    /** How often to look whether the library has made its socket. */
    private static final long HANG_UP_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How often to look whether the library has written out its frame; nothing tells. */
    private static final long DRAIN_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final URI relay;
    private final MeshLoop loop;
    private final FrameReader reader;
    private final Client client;
    private final Budget.Account account;
    private final Outbox outbox;

    private final Duration connect;

    /** How long a relay may take for what waits for it and for its goodbye when we close. */
    private final long goodbyeNanos;

    private final int mostUnderWay;

    /** What the mesh may still be given to work on, in bytes. */
    private final Semaphore underWay;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Runnable redialChanged;
    private volatile boolean redundant;
    private volatile boolean closedInOrder;
    private boolean flushed;
    private boolean open;
    private boolean over;
    private boolean shutDown;
    private long shutDownAt;
    private String reason = "";

    /**
     * A connection that has yet to be dialed.
     *
     * @param keepAlive how often a ping is sent; the connection is lost when none was answered for 1.5 times as long
     * @param redialChanged told when {@link #isRedundant()} has changed
     */
    DialedConnection(
            URI relay,
            ClientLimits limits,
            Duration keepAlive,
            RandomGenerator random,
            MeshLoop loop,
            Runnable redialChanged) {
        this.redialChanged = redialChanged;
        this.relay = relay;
        this.connect = limits.connect();
        this.goodbyeNanos = limits.goodbye().toNanos();
        this.mostUnderWay = limits.bytesUnderWay();
        this.underWay = new Semaphore(mostUnderWay);
        this.loop = loop;
        this.reader = new FrameReader(limits.frames(), random);
        this.client = new Client(relay, limits, keepAlive);
        this.account = loop.budget().open(null, why -> close(TRY_AGAIN_LATER, why));
        // What is under way either way has bounds of its own, and a relay that was chosen is not cut off for it.
        this.outbox = new Outbox(
                limits.pendingBytes(), limits.answerBytes(), Budget.unbounded().of(Budget.Use.UNSENT));
    }

    private int permits(long weight) {
        return (int) Math.min(mostUnderWay, LEAST_WEIGHT + weight);
    }

    // --- the dialer's thread

    /** Dials; returns whether the connection came up. */
    boolean open() {
        client.connect();
        try {
            boolean up = awaitUp();
            if (!up) {
                explain("no answer within " + connect.toSeconds() + " s");
                hangUp();
            }
            return up;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean awaitUp() throws InterruptedException {
        lock.lock();
        try {
            long left = connect.toNanos();
            while (!open && !over && !shutDown && left > 0) {
                left = changed.awaitNanos(left);
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what the mesh queues, until the connection has ended. */
    void sendUntilClosed() {
        try {
            while (awaitWork()) {
                drain();
            }
            if (client.isOpen()) {
                drain();
            }
            close();
        } catch (InterruptedException e) {
            client.close();
            Thread.currentThread().interrupt();
        }
    }

    /** Says goodbye; a relay that has vanished does not answer, and is not waited for. */
    private void close() throws InterruptedException {
        client.close();
        if (!awaitOver(goodbyeNanos)) {
            hangUp();
        }
    }

    /**
     * Ends the connection or the attempt without a word. The library itself would wait for the other end to speak; and it
     * makes the socket on a thread of its own, so there may be none yet. Not under our lock, which the mesh takes too: with
     * TLS a socket may be slow to close.
     */
    private void hangUp() throws InterruptedException {
        long begun = System.nanoTime();
        do {
            close(client.getSocket());
        } while (!awaitOver(HANG_UP_POLL_NANOS) && System.nanoTime() - begun < goodbyeNanos);
    }

    /** Waits for the end of the connection; returns whether it has come. */
    private boolean awaitOver(long longestNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = longestNanos;
            while (!over && left > 0) {
                left = changed.awaitNanos(left);
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    private void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                explain(String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (open && !flushed && !shutDown) {
                changed.await();
            }
            flushed = false;
            return open && !shutDown;
        } finally {
            lock.unlock();
        }
    }

    private void drain() throws InterruptedException {
        Outbox.Outgoing frame = outbox.nextFrame();
        while (frame != null) {
            boolean sent = client.isOpen() && send(frame);
            outbox.sent(frame);
            if (outbox.takeRoomNotice()) {
                loop.roomFor(this);
            }
            if (!sent) {
                return;
            }
            frame = outbox.nextFrame();
        }
    }

    /** Returns whether the library has written the frame out. */
    private boolean send(Outbox.Outgoing frame) throws InterruptedException {
        client.sendText(frame.encode());
        while (client.hasBufferedData() && client.isOpen()) {
            if (isOverdue()) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(DRAIN_POLL_NANOS);
        }
        return true;
    }

    private boolean isOverdue() {
        lock.lock();
        try {
            return shutDown && System.nanoTime() - shutDownAt > goodbyeNanos;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the same relay is reached another way, or is ourselves, so that it need not be dialed for now. */
    boolean isRedundant() {
        return redundant;
    }

    /** Why the connection ended or did not come up, for people. */
    String reason() {
        lock.lock();
        try {
            return reason;
        } finally {
            lock.unlock();
        }
    }

    private void explain(String why) {
        lock.lock();
        try {
            if (reason.isEmpty()) {
                reason = why;
            }
        } finally {
            lock.unlock();
        }
    }

    // --- any thread

    /** Has the dialer's thread send what waits and end the connection for good. */
    void shutDown() {
        lock.lock();
        try {
            shutDown = true;
            shutDownAt = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // --- the thread of the mesh

    @Override
    public boolean dialed() {
        return true;
    }

    @Override
    public String name() {
        return relay.toString();
    }

    @Override
    public void answer(EncodedMessage message) {
        outbox.answer(message);
    }

    @Override
    public Budget.Account account() {
        return account;
    }

    @Override
    public boolean hasRoom() {
        return outbox.hasRoom();
    }

    @Override
    public void tell(EncodedMessage message, int receivers) {
        if (!outbox.tell(message, receivers)) {
            explain("the relay reads too slowly");
            client.close(GOING_AWAY, "reads too slowly");
        }
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            flushed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void taken(long weight) {
        underWay.release(permits(weight));
    }

    @Override
    public void closeRedundant(String why) {
        redundant = true;
        close(NORMAL_CLOSURE, why);
    }

    @Override
    public boolean closedInOrder() {
        return closedInOrder;
    }

    @Override
    public void reachedAnotherWay(boolean is) {
        redundant = is;
        redialChanged.run();
    }

    @Override
    public void close(int code, String why) {
        explain(why);
        client.close(code, why);
    }

    @Override
    public String toString() {
        return name();
    }

    // --- the library's threads

    private final class Client extends WebSocketClient {

        Client(URI relay, ClientLimits limits, Duration keepAlive) {
            // The protocol without a name is "none asked for"; with no protocol at all the draft accepts no handshake.
            super(
                    relay,
                    new Draft_6455(
                            List.of(),
                            List.of(new Protocol("")),
                            limits.frames().rejectedBytes() + 1),
                    Map.of(),
                    (int) limits.connect().toMillis());
            setConnectionLostTimeout((int) Math.max(1, keepAlive.toSeconds()));
            setTcpNoDelay(true);
            setDaemon(true);
        }

        void sendText(byte[] utf8) {
            TextFrame frame = new TextFrame();
            frame.setPayload(ByteBuffer.wrap(utf8));
            sendFrame(frame);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            loop.connected(DialedConnection.this);
            lock.lock();
            try {
                open = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onMessage(String text) {
            Frame frame = reader.read(text);
            try {
                underWay.acquire(permits(frame.weight()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            loop.received(DialedConnection.this, frame);
            loop.turn();
        }

        @Override
        public void onClose(int code, String why, boolean remote) {
            explain(why == null || why.isEmpty() ? "closed with code " + code : why);
            outbox.close();
            account.end();
            closedInOrder = remote && (code == NORMAL_CLOSURE || code == NO_CODE);
            if (ended.compareAndSet(false, true)) {
                loop.disconnected(DialedConnection.this);
            }
            lock.lock();
            try {
                open = false;
                over = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onError(Exception error) {
            String message = error.getMessage();
            explain(message == null ? error.getClass().getSimpleName() : message);
        }
    }
}
