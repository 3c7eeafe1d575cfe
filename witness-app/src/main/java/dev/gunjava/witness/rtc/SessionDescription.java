package dev.gunjava.witness.rtc;

import java.util.Locale;

/**
 * An offer or an answer whose SDP has passed an allow-list: one data channel section, known lines of known form, 16 KiB.
 *
 * <p>A hostile text may abort the whole virtual machine inside the native parser, so only what has become a
 * {@code SessionDescription} gets there. Attributes that are not known are left out; every line ends with CRLF.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param type offer or answer
 * @param sdp the text, rebuilt from the lines that are known
 */
public record SessionDescription(Type type, String sdp) {

    /** Characters that an SDP may have. */
    public static final int MAX_LENGTH = 16 * 1024;

    /** What a description is for. */
    public enum Type {
        OFFER,
        ANSWER;

        /** The word that browsers use for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException naming what is not acceptable in the text */
    public SessionDescription {
        sdp = SdpGrammar.admit(sdp);
    }

    /** The certificate of the peer that wrote it, as algorithm and digest; another one is another connection. */
    public String fingerprint() {
        return SdpGrammar.fingerprint(sdp);
    }

    /** The largest message its writer takes, in bytes; 65 536 where it does not say (RFC 8841 §6.1), no bound for 0. */
    long maxMessageSize() {
        return SdpGrammar.maxMessageSize(sdp);
    }
}
