package dev.gunjava.witness.web;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.UnauthorizedResponse;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps strangers' pages away, and strangers from writing, and tells the browser what our own page may do.
 *
 * <p>A page from elsewhere can reach us in two ways: by a name of its own that resolves to our address (DNS rebinding), and
 * by a plain cross-origin request, which the {@code Origin} check stops. Against the first, the {@code Host} must be what no
 * stranger can make resolve to us: on loopback a loopback name; otherwise an IP address, which is not resolved at all, or
 * the name that we were told to go by.
 *
 * <p>On loopback the check of names is all there is. Otherwise a write needs the {@link AccessToken}, and so does seeing the
 * passwords of TURN servers. Looking does not: whoever reaches this server reaches its relay as well, can join the mesh
 * there, and sees all that the page would show, so that a token for looking would keep nothing from anybody.
 *
 * <p>Immutable and so thread-safe.
 */
final class RequestGuard {
    private static final Pattern LOOPBACK_NAME = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private static final Pattern HOST = Pattern.compile("(?<name>\\[[^\\]]*]|[^:@/]+)(:\\d{1,5})?");

    private final boolean loopbackOnly;
    private final @Nullable String ownName;
    private final @Nullable AccessToken token;

    /**
     * @param ownName a name that this machine goes by, besides its addresses
     * @param token what a write must show; null if none need be shown
     */
    RequestGuard(InetAddress bound, @Nullable String ownName, @Nullable AccessToken token) {
        this.loopbackOnly = bound.isLoopbackAddress();
        this.ownName = ownName;
        this.token = token;
    }

    /** @throws ForbiddenResponse if the request does not come from our own page or a program */
    void check(Context request) {
        String host = request.header("Host");
        if (name(host) == null) {
            throw new ForbiddenResponse(
                    loopbackOnly
                            ? "This server answers on this machine alone, to 127.0.0.1 and localhost."
                            : "This server answers to IP addresses; start it with --advertise to give it a name.");
        }
        if (!isOwnPage(host, request.header("Origin"))) {
            throw new ForbiddenResponse("This server answers to its own page alone.");
        }
    }

    /** @throws UnauthorizedResponse if the request may look, but not write */
    void checkWrite(Context request) {
        if (!mayWrite(request.header("Authorization"))) {
            request.header("WWW-Authenticate", "Bearer");
            throw new UnauthorizedResponse("This page may look, but not write, since it was opened without the token. "
                    + "Open the whole address that ./witness up has printed.");
        }
    }

    /** @param authorization the header of that name */
    boolean mayWrite(@Nullable String authorization) {
        return token == null || token.isShownIn(authorization);
    }

    /**
     * The name or address in a {@code Host} header, without the port.
     *
     * @return null if it is none that we answer to
     */
    @Nullable
    String name(@Nullable String host) {
        Matcher parts = HOST.matcher(host == null ? "" : host.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return null;
        }
        String name = parts.group("name");
        boolean known = LOOPBACK_NAME.matcher(name).matches()
                || (!loopbackOnly && (ADDRESS.matcher(name).matches() || name.equalsIgnoreCase(ownName)));
        return known ? name : null;
    }

    static boolean isOwnPage(@Nullable String host, @Nullable String origin) {
        return origin == null || (host != null && host.equalsIgnoreCase(authorityOf(origin)));
    }

    /** Sets the headers of an answer that concern safety. */
    void harden(Context response, int relayPort) {
        response.header("Content-Security-Policy", contentPolicy(name(response.header("Host")), relayPort));
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header("Cross-Origin-Resource-Policy", "same-origin");
        response.header("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=()");
    }

    /**
     * Nothing but our own files and our relay, no script or style within the page, and no text that becomes markup: the
     * browser refuses to take a text for HTML at all.
     */
    static String contentPolicy(@Nullable String host, int relayPort) {
        // Browsers know no IPv6 address in a policy.
        String relayHost = host == null || host.startsWith("[") ? "*" : host;
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ws://"
                + relayHost + ":" + relayPort + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static @Nullable String authorityOf(String origin) {
        try {
            return URI.create(origin).getAuthority();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }
}
