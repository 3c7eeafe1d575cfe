package dev.gunjava.mesh;

import dev.gunjava.wire.EncodedMessage;

/**
 * What the mesh needs of a connection to a neighbor. The transports implement it; all methods return at once and
 * are called within a turn of the mesh only, which may be on the connection's own thread.
 */
public interface Connection {

    /** Whether this side dialed; then the neighbor is a relay of ours, and the name is its address. */
    boolean dialed();

    /** The address dialed, or the address of the neighbor that dialed; for logs. */
    String name();

    /** What is held in memory for this connection. */
    Budget.Account account();

    /**
     * Whether a further answer may be queued. After it has returned false, the connection calls {@link
     * MeshLoop#roomFor} as soon as its neighbor has taken enough.
     */
    boolean hasRoom();

    /** Queues an answer, or another message that the neighbor's own words have caused. */
    void answer(EncodedMessage message);

    /**
     * Queues a message that the neighbor did not just ask for. If more than the transport's bound waits already, the
     * connection is closed as too slow.
     *
     * @param receivers how many neighbors share the bytes of the message, at least 1
     */
    void tell(EncodedMessage message, int receivers);

    /** Starts to send what was queued. The mesh calls this once at the end of each turn in which it queued anything. */
    void flush();

    /**
     * One frame of those handed over has been worked through, so that one more may come.
     *
     * @param weight its {@link dev.gunjava.wire.Frame#weight}
     */
    void taken(long weight);

    /**
     * Closes the connection because the same neighbor is reached another way, or is ourselves. If we dialed it, we do not
     * dial again for now, see {@link #reachedAnotherWay}.
     */
    void closeRedundant(String reason);

    /** Whether the other side has ended the connection in good order; asked when it is gone. */
    boolean closedInOrder();

    /**
     * Says whether the relay is reached another way, so that it need not be dialed again for now. Called for a connection
     * that we dialed, when it is gone.
     */
    void reachedAnotherWay(boolean is);

    /** Closes the connection with a WebSocket close code. */
    void close(int code, String reason);
}
