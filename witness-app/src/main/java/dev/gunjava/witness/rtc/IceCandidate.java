package dev.gunjava.witness.rtc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach a peer, well formed by RFC 8839 §5.1.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param sdpMid the media section it belongs to, or null
 * @param sdpMLineIndex the number of that section, 0 for the only one of a data connection
 * @param candidate the text, starting with {@code candidate:}
 */
public record IceCandidate(@Nullable String sdpMid, int sdpMLineIndex, String candidate) {
    /** Characters that a candidate may have. */
    static final int MAX_LENGTH = 1_024;

    private static final Pattern FORM = Pattern.compile("candidate:[0-9A-Za-z+/]{1,32} ([0-9]{1,3}) "
            + "(?i:udp|tcp|ssltcp) ([0-9]{1,10}) [0-9A-Za-z:.-]{1,253} ([0-9]{1,5}) typ (?:host|srflx|prflx|relay)"
            + "(?: [\\x21-\\x7e]{1,256}){0,32}");

    /** @throws IllegalArgumentException if the text is no candidate, as the empty one that ends a list */
    public IceCandidate {
        if (!isWellFormed(candidate)) {
            throw new IllegalArgumentException("not an ICE candidate");
        }
        if (sdpMLineIndex < 0 || sdpMLineIndex > 16 || (sdpMid != null && sdpMid.length() > 32)) {
            throw new IllegalArgumentException("an ICE candidate of no section");
        }
    }

    /** What kind of way it is: {@code host}, {@code srflx}, {@code prflx} or {@code relay}. */
    public String type() {
        return candidate.split(" ", 9)[7];
    }

    /** The IP address, or the name that stands for one. */
    public String address() {
        return candidate.split(" ", 6)[4];
    }

    static boolean isWellFormed(String candidate) {
        if (candidate.length() > MAX_LENGTH) {
            return false;
        }
        Matcher matcher = FORM.matcher(candidate);
        return matcher.matches()
                && Integer.parseInt(matcher.group(1)) <= 256
                && Long.parseLong(matcher.group(2)) <= 0xFFFFFFFFL
                && Integer.parseInt(matcher.group(3)) <= 65_535;
    }
}
