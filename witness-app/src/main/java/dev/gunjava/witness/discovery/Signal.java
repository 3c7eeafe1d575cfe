package dev.gunjava.witness.discovery;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What another peer has written to us in order to connect. Bounded in size, but of a stranger: the SDP and the candidate
 * are texts that nobody has checked yet.
 *
 * <p>Each is immutable and so thread-safe.
 */
public sealed interface Signal {

    /** The id under which the sender has written it. */
    String from();

    /** When it was written, ms since the epoch by the sender's clock; of a candidate, when its description was. */
    long timestamp();

    /**
     * Asks for a connection.
     *
     * @param extensions what its sender understands beyond the deployed protocol
     */
    record Offer(String from, long timestamp, String sdp, Form form, Set<String> extensions) implements Signal {
        public Offer {
            extensions = Set.copyOf(extensions);
        }
    }

    /**
     * Accepts an offer of ours.
     *
     * @param re the timestamp of that offer, or null if the sender does not say
     */
    record Answer(String from, long timestamp, String sdp, Form form, Set<String> extensions, @Nullable Long re)
            implements Signal {
        public Answer {
            extensions = Set.copyOf(extensions);
        }
    }

    /** A way to reach the sender that was found after its description was written. */
    record Candidate(String from, long timestamp, @Nullable String sdpMid, int sdpMLineIndex, String candidate)
            implements Signal {}
}
