package dev.gunjava.witness.rtc;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The offer or answer of another peer, as the parameters of one data channel connection.
 *
 * <p>{@link #sdp} is printed from these parameters alone: no text of another peer reaches the native library, which prints
 * its complaints through {@code printf} and so aborts the process where a stranger's text quotes a format. The rules of
 * the constructors are the library's own, so that it has nothing to complain about.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param mid the name of the media section
 * @param bundled whether the section is in a BUNDLE group (RFC 9143)
 * @param fingerprint the certificate's, as {@code sha-256} and the digest in uppercase hex
 * @param candidates at most 64
 * @param unusable how many further candidates there were, malformed, of no use, or too many
 */
public record SessionDescription(
        Type type,
        String mid,
        boolean bundled,
        Ice ice,
        String fingerprint,
        Setup setup,
        Sctp sctp,
        List<IceCandidate> candidates,
        int unusable) {

    /** Characters that an SDP may have. */
    public static final int MAX_LENGTH = 16 * 1024;

    static final int MAX_CANDIDATES = 64;

    private static final Pattern MID = Pattern.compile("[0-9A-Za-z_-]{1,16}");
    private static final Pattern FINGERPRINT = Pattern.compile("sha-256 [0-9A-F]{2}(?::[0-9A-F]{2}){31}");

    /** What a description is for. */
    public enum Type {
        OFFER,
        ANSWER;

        /** The word that browsers use for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who may start the DTLS handshake (RFC 5763 §5). */
    public enum Setup {
        ACTPASS,
        ACTIVE,
        PASSIVE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The parameters of ICE besides candidates (RFC 8839 §5).
     *
     * @param ufrag 4 to 256 ice-chars
     * @param pwd 22 to 256 ice-chars
     */
    public record Ice(String ufrag, String pwd, Set<Option> options) {
        private static final Pattern UFRAG = Pattern.compile(IceCandidate.ICE_CHARS + "{4,256}");
        private static final Pattern PWD = Pattern.compile(IceCandidate.ICE_CHARS + "{22,256}");

        /** The options that libwebrtc or a browser acts on. */
        public enum Option {
            TRICKLE,
            RENOMINATION,
            ICE2;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** @throws IllegalArgumentException naming the attribute that is malformed */
        public Ice {
            require(UFRAG.matcher(ufrag).matches(), "SDP has a bad a=ice-ufrag");
            require(PWD.matcher(pwd).matches(), "SDP has a bad a=ice-pwd");
            EnumSet<Option> ordered = EnumSet.noneOf(Option.class);
            ordered.addAll(options);
            options = Collections.unmodifiableSet(ordered);
        }
    }

    /**
     * The parameters of SCTP (RFC 8841).
     *
     * @param overTcp whether the section names TCP as what carries DTLS
     * @param maxMessageSize the largest message that the writer takes, in bytes; 0 for no bound
     */
    public record Sctp(boolean overTcp, int port, long maxMessageSize) {
        /** libwebrtc reads the size as an int. */
        private static final long LARGEST = Integer.MAX_VALUE;

        /** @throws IllegalArgumentException naming the attribute that is out of its range */
        public Sctp {
            require(port > 0 && port < 65_536, "SDP has a bad a=sctp-port");
            require(maxMessageSize >= 0, "SDP has a bad a=max-message-size");
            maxMessageSize = Math.min(maxMessageSize, LARGEST);
        }
    }

    /** @throws IllegalArgumentException naming the attribute that is malformed or does not fit the type */
    public SessionDescription {
        require(MID.matcher(mid).matches(), "SDP has a bad a=mid");
        require(FINGERPRINT.matcher(fingerprint).matches(), "SDP has a bad a=fingerprint");
        require((type == Type.OFFER) == (setup == Setup.ACTPASS), "SDP has a bad a=setup");
        require(candidates.size() <= MAX_CANDIDATES, "SDP has too many a=candidate");
        candidates = List.copyOf(candidates);
    }

    /**
     * The description that a text means.
     *
     * @throws IllegalArgumentException naming what is not acceptable in the text, in a phrase of a fixed few
     */
    public static SessionDescription parse(Type type, String sdp) {
        return SdpReader.read(type, sdp);
    }

    /** Whether a trickled candidate is for this description: an unnamed section is ours, an unnamed ufrag too. */
    boolean owns(TrickledCandidate candidate) {
        String section = candidate.sdpMid();
        String ufrag = candidate.candidate().ufrag();
        return candidate.sdpMLineIndex() == 0
                && (section == null || section.isEmpty() || section.equals(mid))
                && (ufrag == null || ufrag.equals(ice.ufrag));
    }

    /** The largest message its writer takes, in bytes. */
    long maxMessageSize() {
        return sctp.maxMessageSize == 0 ? Long.MAX_VALUE : sctp.maxMessageSize;
    }

    /** The description as SDP, each line ended by CRLF. */
    public String sdp() {
        StringBuilder sdp = new StringBuilder(1_024);
        line(sdp, "v=0");
        line(sdp, "o=- 0 0 IN IP4 0.0.0.0");
        line(sdp, "s=-");
        line(sdp, "t=0 0");
        if (bundled) {
            line(sdp, "a=group:BUNDLE " + mid);
        }
        line(sdp, "m=application 9 " + (sctp.overTcp ? "TCP" : "UDP") + "/DTLS/SCTP webrtc-datachannel");
        line(sdp, "c=IN IP4 0.0.0.0");
        candidates.forEach(candidate -> line(sdp, "a=" + candidate.text()));
        line(sdp, "a=ice-ufrag:" + ice.ufrag);
        line(sdp, "a=ice-pwd:" + ice.pwd);
        if (!ice.options.isEmpty()) {
            line(
                    sdp,
                    ice.options.stream().map(Ice.Option::word).collect(Collectors.joining(" ", "a=ice-options:", "")));
        }
        line(sdp, "a=fingerprint:" + fingerprint);
        line(sdp, "a=setup:" + setup.word());
        line(sdp, "a=mid:" + mid);
        line(sdp, "a=sctp-port:" + sctp.port);
        line(sdp, "a=max-message-size:" + sctp.maxMessageSize);
        return sdp.toString();
    }

    private static void line(StringBuilder sdp, String line) {
        sdp.append(line).append("\r\n");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
