package dev.gunjava.witness.rtc;

/**
 * Our own offer or answer, in the words of the native library, for another peer.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param mid the name of its media section
 * @param sdp the text to send, unchanged
 */
public record LocalDescription(SessionDescription.Type type, String mid, String sdp) {

    /**
     * The description with a text.
     *
     * @throws IllegalArgumentException if the text does not describe a data channel connection
     */
    public static LocalDescription of(SessionDescription.Type type, String sdp) {
        return new LocalDescription(type, SessionDescription.parse(type, sdp).mid(), sdp);
    }

    /** Whether it is an offer that the other peer may have answered with that description. */
    public boolean isAnsweredBy(SessionDescription other) {
        return type == SessionDescription.Type.OFFER
                && other.type() == SessionDescription.Type.ANSWER
                && other.mid().equals(mid);
    }

    /** What the other peer reads from it. */
    public SessionDescription parsed() {
        return SessionDescription.parse(type, sdp);
    }
}
