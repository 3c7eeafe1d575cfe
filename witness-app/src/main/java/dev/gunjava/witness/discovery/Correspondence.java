package dev.gunjava.witness.discovery;

import org.jspecify.annotations.Nullable;

/**
 * The letters by which two peers connect, in one dialect of writing them into the graph. What others write comes as {@link
 * Signal}s.
 *
 * <p>Owned by one thread, on which the Gun calls its listeners.
 */
public interface Correspondence extends AutoCloseable {

    /** Begins to read the inbox. */
    void open();

    /** Listens to one peer more closely, with whom a connection is being made. */
    void attend(String peer);

    /** Ends {@link #attend}. */
    void ignore(String peer);

    /** Writes an offer and returns its timestamp. */
    long offer(String to, String sdp, Form form);

    /**
     * Writes an answer and returns its timestamp.
     *
     * @param re the timestamp of the offer
     */
    long answer(String to, String sdp, Form form, long re);

    /**
     * Writes a candidate that was found after its description was written; nothing in a dialect that has no place for it.
     *
     * @param timestamp of the description
     * @param number counts the candidates of one description
     */
    void candidate(String to, long timestamp, int number, @Nullable String sdpMid, int sdpMLineIndex, String candidate);

    /** Takes back all that was written to a peer. */
    void clear(String to);

    /** Stops to read, and takes back all that was written. */
    @Override
    void close();
}
