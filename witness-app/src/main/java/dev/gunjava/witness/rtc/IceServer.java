package dev.gunjava.witness.rtc;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server (RFC 7064, RFC 7065), checked here because the native library crashes on a bad one.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param urls one or more, as {@code stun:host:3478} or {@code turn:host:3478?transport=tcp}
 * @param username of TURN, null for STUN
 * @param credential of TURN, null for STUN
 */
public record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {
    private static final Pattern URL = Pattern.compile("(?<scheme>stuns?|turns?):"
            + "(?<host>[0-9A-Za-z][0-9A-Za-z.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])"
            + "(?::(?<port>[0-9]{1,5}))?(?<query>\\?transport=(?:udp|tcp))?");

    /** @throws IllegalArgumentException naming the URL and what is wrong with it */
    public IceServer {
        urls = List.copyOf(urls);
        if (urls.isEmpty() || urls.size() > 8) {
            throw new IllegalArgumentException("an ICE server has one to eight URLs");
        }
        for (String url : urls) {
            check(url, username != null && credential != null && !username.isEmpty() && !credential.isEmpty());
        }
    }

    /** A STUN server, which needs no password. */
    public static IceServer stun(String url) {
        return new IceServer(List.of(url), null, null);
    }

    /** The credential is a secret. */
    @Override
    public String toString() {
        return "IceServer" + urls;
    }

    private static void check(String url, boolean credentials) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the URL of a STUN or TURN server: " + url);
        }
        String port = matcher.group("port");
        if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535)) {
            throw new IllegalArgumentException("no such port in the URL of an ICE server: " + url);
        }
        boolean turn = matcher.group("scheme").startsWith("turn");
        if (!turn && matcher.group("query") != null) {
            throw new IllegalArgumentException("the URL of a STUN server has no transport: " + url);
        }
        if (turn && !credentials) {
            throw new IllegalArgumentException("a TURN server needs a user name and a password: " + url);
        }
    }
}
