package dev.gunjava.witness.rtc;

import org.jspecify.annotations.Nullable;

/**
 * A connection with one data channel to one other peer: being made, open, or over.
 *
 * <p>Either {@link #offer} and then {@link #accept}, or {@link #answer}; each once. No method blocks, and what happens is
 * told to the {@link Listener}. After its end a link ignores every call. Implementations are thread-safe.
 */
public interface DataLink {

    /** Bytes that one message may have. */
    int MAX_MESSAGE = 256 * 1024;

    /** Makes the channel and an offer, which the listener gets. */
    void offer();

    /** Takes an offer of the other side and makes the answer, which the listener gets. */
    void answer(SessionDescription offer);

    /** Takes the answer to our offer. */
    void accept(SessionDescription answer);

    /** Takes a candidate of the other side, at any time; at most 64 wait for the description they belong to. */
    void candidate(TrickledCandidate candidate);

    /**
     * Queues a text.
     *
     * @return false if it was not taken: the link is over, the text is larger than the other side takes, or 1 MiB waits
     */
    boolean send(String text);

    /** Bytes that {@link #send} has taken and that have not left this machine yet. */
    long pendingBytes();

    /** What has gone over it so far. */
    Traffic traffic();

    /** The way that it takes, as of some seconds ago; null before it is known. */
    @Nullable
    Route route();

    /** Whether the network says that the other side is there: it answers the checks of ICE, which repeat every few seconds. */
    boolean isConsented();

    /** Ends the link in order: what is queued goes out, within two seconds, before the channel closes. */
    void close();

    /** Ends the link at once. */
    void abort();

    /** Hears of one link. Each method is called on the executor that the {@link DataLinks} were given, in order. */
    interface Listener {

        /** Our offer or answer is ready, with the candidates found so far. */
        void described(LocalDescription local);

        /** A candidate was found after our description was ready. */
        void found(TrickledCandidate late);

        /** The search for candidates has come further; told of each step as it happens, whether or not described. */
        default void gathering(Gathering step) {}

        /** The channel is open; called once. */
        void opened();

        /** A text came in, of at most 256 KiB. */
        void received(String text);

        /** The link works on, but should be made anew at a quiet moment; called at most once. */
        void aged();

        /** A message was dropped; the reason is one of a fixed few. */
        void dropped(String reason);

        /** The link is over; called once, and nothing after it. */
        void ended(LinkEnd end);
    }
}
