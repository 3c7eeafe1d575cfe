package dev.gunjava.mesh;

import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a peer proves itself with in handshakes. As safe for use by several threads as its source of randomness.
 */
public final class Credentials {

    private static final int NONCE_BYTES = 16;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final RandomGenerator random;
    private final @Nullable PeerSecret secret;

    /**
     * Credentials of a relay that may share a secret with others.
     *
     * @param random for nonces; a {@link java.security.SecureRandom}, since nobody must be able to predict them
     * @param secret what a relay that we dial recognizes us by, and a relay that dials us is recognized by; or null
     */
    public Credentials(RandomGenerator random, @Nullable PeerSecret secret) {
        this.random = random;
        this.secret = secret;
    }

    /** Credentials without a secret. */
    public Credentials(RandomGenerator random) {
        this(random, null);
    }

    @Nullable
    PeerSecret secret() {
        return secret;
    }

    /** A number used once, as text. */
    String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }
}
