package dev.gunjava.mesh;

import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * What a peer proves itself with in handshakes. As safe for use by several threads as its source of randomness.
 */
public final class Credentials {

    private static final int NONCE_BYTES = 16;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final RandomGenerator random;

    /** @param random for nonces; a {@link java.security.SecureRandom}, since nobody must be able to predict them */
    public Credentials(RandomGenerator random) {
        this.random = random;
    }

    /** A number used once, as text. */
    String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }
}
