package dev.gunjava.transport.netty;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the frames that are read, and not worked through, of all connections within a bound: beyond it no connection is read,
 * and those that stopped go on in the order in which they did. This class is safe for use by any thread.
 */
final class Readers {

    /** How often connections that stopped may go on, in ms. */
    static final long TICK_MILLIS = 10;

    /** What one connection may bring before it is asked again whether it may be read, about. */
    private static final long ONE_READ = 256 << 10;

    private final long bound;
    private final AtomicLong unworked = new AtomicLong();
    private final Queue<AcceptedConnection> stopped = new ConcurrentLinkedQueue<>();

    /** @param bound in bytes; connections that are being read may go over it by a read each */
    Readers(long bound) {
        this.bound = bound;
    }

    /** Counts frames of so many bytes that have come, or with a minus were worked through. */
    void count(long change) {
        unworked.addAndGet(change);
    }

    /** Whether no connection may be read now. */
    boolean isFull() {
        return unworked.get() > bound;
    }

    /** Whether a connection may be read now. If not, it is told to {@link AcceptedConnection#goOn go on} when it may. */
    boolean mayRead(AcceptedConnection connection) {
        if (!isFull()) {
            return true;
        }
        if (connection.markStopped()) {
            stopped.add(connection);
        }
        return false;
    }

    /** Has as many go on as there is room for. Called every tick. */
    void tick() {
        for (long room = bound - unworked.get(); room > 0; room -= ONE_READ) {
            AcceptedConnection next = stopped.poll();
            if (next == null) {
                return;
            }
            next.goOn();
        }
    }
}
