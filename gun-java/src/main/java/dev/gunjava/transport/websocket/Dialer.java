package dev.gunjava.transport.websocket;

import dev.gunjava.limits.ClientLimits;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.transport.Backoff;
import dev.gunjava.transport.ConnectionEvent;
import dev.gunjava.transport.ConnectionEvent.State;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to a relay: dials, sends what the mesh queues, and when the connection is lost or does not come
 * up dials again, for ever, with a growing and random pause. All of that happens on one thread of its own; another one,
 * of the WebSocket library, reads.
 *
 * <p>This class is safe for use by any thread.
 */
public final class Dialer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Dialer.class);

    /** A connection that lasted this long was a success, even if it is lost then. */
    private static final Duration STABLE = Duration.ofSeconds(5);

    /**
     * How long a relay that is reached another way is not dialed at most: that the other way leads to this relay may be
     * but a claim of somebody else's.
     */
    private static final Duration REDUNDANT = Duration.ofMinutes(10);

    private final URI relay;
    private final ClientLimits limits;
    private final Duration keepAlive;
    private final RandomGenerator random;
    private final Consumer<ConnectionEvent> events;
    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private @Nullable DialedConnection current;
    private boolean closed;

    /**
     * A dialer that does not dial yet.
     *
     * @param relay the address to dial, see {@link dev.gunjava.transport.RelayAddress}
     * @param keepAlive how often an idle connection is tried with a ping, in whole seconds; one that answers none for 1.5
     *     times as long is lost
     * @param events told of each change, on the dialer's thread
     */
    public Dialer(
            URI relay,
            ClientLimits limits,
            Duration keepAlive,
            RandomGenerator random,
            Consumer<ConnectionEvent> events) {
        this.relay = relay;
        this.limits = limits;
        this.keepAlive = keepAlive;
        this.random = random;
        this.events = events;
        this.backoff = new Backoff(random);
    }

    /** The address that is dialed. */
    public URI relay() {
        return relay;
    }

    /** Begins to dial, and brings connections to the mesh. */
    public void start(MeshLoop loop) {
        Thread started = new Thread(() -> run(loop), "gun-dialer-" + relay.getHost() + "-" + relay.getPort());
        lock.lock();
        try {
            thread = started;
        } finally {
            lock.unlock();
        }
        started.start();
    }

    private void run(MeshLoop loop) {
        while (!isClosed()) {
            tell(State.CONNECTING, "");
            DialedConnection connection = new DialedConnection(relay, limits, keepAlive, random, loop, this::signal);
            if (!adopt(connection)) {
                return;
            }
            long dialedAt = System.nanoTime();
            boolean up = connection.open();
            if (up) {
                tell(State.UP, "");
                connection.sendUntilClosed();
            }
            if (up && System.nanoTime() - dialedAt > STABLE.toNanos()) {
                backoff.reset();
            }
            if (!isClosed()) {
                tell(State.DOWN, connection.reason());
                pause(connection, backoff.next());
            }
        }
    }

    /** Tells of a change; a listener that throws must not end the dialing. */
    private void tell(State state, String reason) {
        try {
            events.accept(new ConnectionEvent(relay, state, reason));
        } catch (RuntimeException e) {
            log.warn("a listener of connection events failed", e);
        }
    }

    private boolean adopt(DialedConnection connection) {
        lock.lock();
        try {
            current = connection;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits before dialing again; whether the relay is reached another way may change meanwhile. */
    private void pause(DialedConnection last, Duration time) {
        long begun = System.nanoTime();
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                Duration pause = last.isRedundant() ? REDUNDANT : time;
                left = begun + pause.toNanos() - System.nanoTime();
                if (left > 0) {
                    left = changed.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the connection, after what waits is sent, and leaves no thread or socket behind. */
    @Override
    public void close() {
        DialedConnection connection;
        Thread dialing;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            connection = current;
            dialing = thread;
        } finally {
            lock.unlock();
        }
        if (connection != null) {
            connection.shutDown();
        }
        if (dialing != null && dialing != Thread.currentThread()) {
            try {
                dialing.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
