package dev.gunjava.mesh;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that the operators of several relays share, by which a relay that is dialed recognizes one that belongs to
 * them. The dialing relay answers a challenge with a MAC; the secret itself is never sent. Immutable.
 *
 * <p>Source: HMAC-SHA256, RFC 2104 and RFC 6234.
 */
public final class PeerSecret {

    /** A relay that is dialed learns a MAC, and could try short secrets at leisure. */
    public static final int LEAST_LENGTH = 16;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * A secret.
     *
     * @throws IllegalArgumentException if it is shorter than {@link #LEAST_LENGTH} characters
     */
    public PeerSecret(String text) {
        if (text.length() < LEAST_LENGTH) {
            throw new IllegalArgumentException("a peer secret must have at least " + LEAST_LENGTH + " characters");
        }
        this.key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * What a MAC is made for: one connection between two processes, so that it is worth nothing on another.
     *
     * @param challenge the nonce of the accepting side
     * @param nonce the nonce of the dialing side
     * @param dialer the process id of the dialing side
     * @param acceptor the process id of the accepting side
     */
    record Link(String challenge, String nonce, String dialer, String acceptor) {

        /** The members with their lengths, so that no two links have the same bytes. */
        private byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (String member : new String[] {"dialer", challenge, nonce, dialer, acceptor}) {
                byte[] utf8 = member.getBytes(StandardCharsets.UTF_8);
                bytes.writeBytes(
                        ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
                bytes.writeBytes(utf8);
            }
            return bytes.toByteArray();
        }
    }

    /** The proof of the dialing side that it knows the secret. */
    String mac(Link link) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(link.bytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Whether a proof is right; takes as long for every wrong one. */
    boolean confirms(String mac, Link link) {
        return MessageDigest.isEqual(
                mac.getBytes(StandardCharsets.UTF_8), mac(link).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "(kept secret)";
    }
}
