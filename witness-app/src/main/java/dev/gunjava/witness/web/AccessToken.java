package dev.gunjava.witness.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a page must show before it may write, where the server can be reached from other machines.
 *
 * <p>It travels in the fragment of the address to open, which browsers send to nobody: not to our server, so that it is in
 * no log, and not as a referrer. The page takes it out of the address bar, keeps it for its tab, and shows it in the header
 * {@code Authorization}. A header, not a cookie: a page from elsewhere cannot make the browser send it, whatever name it has
 * made resolve to us.
 *
 * <p>Immutable and so thread-safe.
 */
final class AccessToken {
    private static final int BYTES = 16;
    private static final String SCHEME = "Bearer ";

    private final String text;

    private AccessToken(String text) {
        this.text = text;
    }

    /** A token that nobody can guess. */
    static AccessToken fresh(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new AccessToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What to append to the address of the page. */
    String fragment() {
        return "#token=" + text;
    }

    /** Whether this is shown in the value of the header {@code Authorization}; takes as long for a wrong one as for a right one. */
    boolean isShownIn(@Nullable String authorization) {
        return authorization != null
                && MessageDigest.isEqual(authorization.getBytes(US_ASCII), (SCHEME + text).getBytes(US_ASCII));
    }
}
