package dev.gunjava.witness.rtc;

import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param url where it is
 * @param authentication of TURN, null for STUN
 */
public record IceServer(IceUrl url, @Nullable TurnAuthentication authentication) {

    /** @throws IllegalArgumentException if a TURN server has no authentication, or a STUN server has one */
    public IceServer {
        if (url.isTurn() != (authentication != null)) {
            throw new IllegalArgumentException(
                    url.isTurn()
                            ? "a TURN server needs a user name and a password, or a shared secret: " + url.text()
                            : "a STUN server takes no password: " + url.text());
        }
    }

    /**
     * A STUN server.
     *
     * @throws IllegalArgumentException if the text is no URL of one
     */
    public static IceServer stun(String url) {
        return new IceServer(new IceUrl(url), null);
    }
}
