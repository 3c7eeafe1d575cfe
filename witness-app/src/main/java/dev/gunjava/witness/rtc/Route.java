package dev.gunjava.witness.rtc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The way by which a link reaches the other side: a pair of ICE candidates.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param local what our end of it is
 * @param remote what the other end is
 * @param roundTripMillis how long its last check took, ms; 0 under a millisecond
 */
public record Route(Candidate local, Candidate remote, double roundTripMillis) {

    /** The types of candidates (RFC 8445 §4). */
    public enum Candidate {
        /** An address of the machine itself. */
        HOST,
        /** The address that a STUN server saw. */
        SRFLX,
        /** The address that the other peer saw. */
        PRFLX,
        /** An address of a TURN server, which passes on. */
        RELAY;

        /** The word that SDP uses for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the other is the same pair of types, however long it takes. */
    public boolean isSameWayAs(@Nullable Route other) {
        return other != null && other.local == local && other.remote == remote;
    }
}
