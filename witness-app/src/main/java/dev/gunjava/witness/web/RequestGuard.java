package dev.gunjava.witness.web;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps strangers' pages away from a server that stands on loopback, and tells the browser what our own page may do.
 *
 * <p>A page from elsewhere can reach 127.0.0.1 in two ways: by a name of its own that resolves to it (DNS rebinding), which
 * the {@code Host} check stops, and by a plain cross-origin request, which the {@code Origin} check stops.
 */
final class RequestGuard {
    private static final Pattern LOOPBACK_NAME = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");
    private static final String CONTENT_POLICY = "default-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    private final boolean loopbackOnly;

    RequestGuard(InetAddress bound) {
        loopbackOnly = bound.isLoopbackAddress();
    }

    /** @throws ForbiddenResponse if the request does not come from our own page or a program on this machine */
    void check(Context request) {
        if (!admits(request.header("Host"), request.header("Origin"))) {
            throw new ForbiddenResponse("This server answers to its own page alone.");
        }
    }

    boolean admits(@Nullable String host, @Nullable String origin) {
        if (host == null
                || (loopbackOnly
                        && !LOOPBACK_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches())) {
            return false;
        }
        return origin == null || host.equalsIgnoreCase(authorityOf(origin));
    }

    void harden(Context response) {
        response.header("Content-Security-Policy", CONTENT_POLICY);
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static @Nullable String authorityOf(String origin) {
        try {
            return URI.create(origin).getAuthority();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }
}
