package dev.gunjava.witness.rtc;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of SDP (RFC 8866, RFC 8839, RFC 8841) that describes one data channel connection.
 *
 * <p>Every line must match its pattern; patterns have no nested repetition, so matching is linear in the text.
 */
final class SdpGrammar {
    private static final int MAX_LINES = 256;
    private static final int MAX_CANDIDATES = 64;

    /** The lines other than attributes, in the form in which browsers write them. */
    private static final Map<Character, Pattern> LINES = Map.of(
            'v', Pattern.compile("0"),
            'o', Pattern.compile("[\\x21-\\x7e]{1,64} [0-9]{1,20} [0-9]{1,20} IN IP[46] [\\x21-\\x7e]{1,64}"),
            's', Pattern.compile("[\\x20-\\x7e]{1,64}"),
            't', Pattern.compile("[0-9]{1,20} [0-9]{1,20}"),
            'c', Pattern.compile("IN IP[46] [0-9A-Za-z.:]{1,64}"),
            'b', Pattern.compile("(AS|TIAS|CT):[0-9]{1,9}"),
            'm', Pattern.compile("application [0-9]{1,5} (UDP|TCP)/DTLS/SCTP webrtc-datachannel"));

    /** Attributes and their values; one that is not here is left out. */
    private static final Map<String, Pattern> ATTRIBUTES = Map.ofEntries(
            Map.entry("group", Pattern.compile("BUNDLE [0-9A-Za-z_-]{1,32}")),
            Map.entry("mid", Pattern.compile("[0-9A-Za-z_-]{1,32}")),
            Map.entry("extmap-allow-mixed", Pattern.compile("")),
            Map.entry("msid-semantic", Pattern.compile(" ?WMS( \\*)?")),
            Map.entry("ice-ufrag", Pattern.compile("[0-9A-Za-z+/]{4,256}")),
            Map.entry("ice-pwd", Pattern.compile("[0-9A-Za-z+/]{22,256}")),
            Map.entry("ice-options", Pattern.compile("[0-9A-Za-z+/ -]{1,128}")),
            Map.entry("fingerprint", Pattern.compile("(?i:sha-256 [0-9a-f]{2}(?::[0-9a-f]{2}){31})")),
            Map.entry("setup", Pattern.compile("actpass|active|passive")),
            Map.entry("sctp-port", Pattern.compile("[0-9]{1,5}")),
            Map.entry("max-message-size", Pattern.compile("[0-9]{1,18}")),
            Map.entry("sendrecv", Pattern.compile("")),
            Map.entry("end-of-candidates", Pattern.compile("")),
            Map.entry("candidate", Pattern.compile("[\\x20-\\x7e]{1," + IceCandidate.MAX_LENGTH + "}")));

    /** What a connection cannot be made without. */
    private static final List<String> NEEDED =
            List.of("m=", "a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup", "a=mid");

    private static final Pattern FINGERPRINT = Pattern.compile("(?m)^a=fingerprint:(.*?)\\s*$");
    private static final Pattern MAX_MESSAGE_SIZE = Pattern.compile("(?m)^a=max-message-size:([0-9]+)");
    private static final long UNSTATED_MAX_MESSAGE_SIZE = 65_536;

    private SdpGrammar() {}

    /** The text made of its known lines. */
    static String admit(String sdp) {
        require(sdp.length() <= SessionDescription.MAX_LENGTH, "SDP is too long");
        String[] lines = sdp.split("\r?\n", -1);
        require(lines.length <= MAX_LINES, "SDP has too many lines");
        StringBuilder admitted = new StringBuilder(sdp.length() + 2);
        Map<String, Integer> counts = new HashMap<>();
        for (String line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            require(line.length() > 2 && line.charAt(1) == '=', "SDP has a line that is none");
            String kind = admitLine(line);
            if (!kind.isEmpty()) {
                require(!admitted.isEmpty() || kind.equals("v="), "SDP does not start with v=0");
                counts.merge(kind, 1, Integer::sum);
                admitted.append(line).append("\r\n");
            }
        }
        counts.forEach((kind, count) -> require(count <= most(kind), "SDP has too many " + kind));
        NEEDED.forEach(kind -> require(counts.containsKey(kind), "SDP lacks " + kind));
        return admitted.toString();
    }

    static String fingerprint(String admitted) {
        Matcher matcher = FINGERPRINT.matcher(admitted);
        require(matcher.find(), "SDP lacks a=fingerprint");
        return matcher.group(1).toLowerCase(Locale.ROOT);
    }

    static long maxMessageSize(String admitted) {
        Matcher matcher = MAX_MESSAGE_SIZE.matcher(admitted);
        if (!matcher.find()) {
            return UNSTATED_MAX_MESSAGE_SIZE;
        }
        long size = Long.parseLong(matcher.group(1));
        return size == 0 ? Long.MAX_VALUE : size;
    }

    /** The kind of a line to keep, as in {@code a=mid}; empty for an attribute that is not known. */
    private static String admitLine(String line) {
        if (line.charAt(0) != 'a') {
            Pattern form = LINES.get(line.charAt(0));
            require(form != null && form.matcher(line.substring(2)).matches(), "SDP has an unknown " + kindOf(line));
            return line.substring(0, 2);
        }
        int colon = line.indexOf(':');
        String name = colon < 0 ? line.substring(2) : line.substring(2, colon);
        Pattern form = ATTRIBUTES.get(name);
        if (form == null) {
            return "";
        }
        String value = colon < 0 ? "" : line.substring(colon + 1);
        require(form.matcher(value).matches(), "SDP has a bad a=" + name);
        if (name.equals("candidate")) {
            require(IceCandidate.isWellFormed(line.substring(2)), "SDP has a bad a=candidate");
        }
        if (name.equals("sctp-port")) {
            int port = Integer.parseInt(value);
            require(port > 0 && port < 65_536, "SDP has a bad a=sctp-port");
        }
        return "a=" + name;
    }

    /** Only the letter of a stranger's line goes into messages, and only if it is one. */
    private static String kindOf(String line) {
        char letter = line.charAt(0);
        return letter >= 'a' && letter <= 'z' ? letter + "= line" : "line";
    }

    private static int most(String kind) {
        return switch (kind) {
            case "a=candidate" -> MAX_CANDIDATES;
            // Firefox writes some of them for the session and for its only section.
            case "c=", "b=", "a=ice-options", "a=sendrecv", "a=extmap-allow-mixed" -> 2;
            default -> 1;
        };
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
