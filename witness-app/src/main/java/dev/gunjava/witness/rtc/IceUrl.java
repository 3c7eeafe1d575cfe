package dev.gunjava.witness.rtc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a STUN or TURN server (RFC 7064, RFC 7065), checked here because the native library crashes on a bad one.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param text as {@code stun:host:3478} or {@code turn:host:3478?transport=tcp}
 */
public record IceUrl(String text) {
    private static final Pattern FORM = Pattern.compile("(?<scheme>stuns?|turns?):"
            + "(?<host>[0-9A-Za-z][0-9A-Za-z.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])"
            + "(?::(?<port>[0-9]{1,5}))?(?<query>\\?transport=(?:udp|tcp))?");

    /** @throws IllegalArgumentException naming the URL and what is wrong with it */
    public IceUrl {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no URL of a STUN or TURN server, such as"
                    + " stun:host:3478 or turn:host:3478?transport=udp");
        }
        String port = matcher.group("port");
        if (port != null && !Ports.isPort(Integer.parseInt(port))) {
            throw new IllegalArgumentException("'" + text + "' has no port from 1 to 65535");
        }
        if (matcher.group("query") != null && !matcher.group("scheme").startsWith("turn")) {
            throw new IllegalArgumentException("'" + text + "' names a transport, and STUN has none to choose");
        }
    }

    /** The name or the IP address of the machine. */
    public String host() {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? matcher.group("host") : "";
    }

    /** Whether it is of a TURN server, which relays, rather than of a STUN server, which only tells addresses. */
    public boolean isTurn() {
        return text.startsWith("turn");
    }
}
