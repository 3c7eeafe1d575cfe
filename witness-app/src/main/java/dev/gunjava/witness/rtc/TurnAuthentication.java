package dev.gunjava.witness.rtc;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How we show a TURN server that we may use it. Its texts never appear in {@code toString}.
 *
 * <p>Each is immutable and so thread-safe.
 */
public sealed interface TurnAuthentication {

    /** What to show the server at this moment. */
    Password at(Instant now);

    /**
     * A user name and its password, both not empty: the native library crashes without them.
     *
     * @param username the name
     * @param password the password
     */
    record Password(String username, String password) implements TurnAuthentication {
        /** @throws IllegalArgumentException if one of them is empty */
        public Password {
            if (username.isEmpty() || password.isEmpty()) {
                throw new IllegalArgumentException("a TURN server needs a user name and a password");
            }
        }

        @Override
        public Password at(Instant now) {
            return this;
        }

        @Override
        public String toString() {
            return "Password[" + username + "]";
        }
    }

    /**
     * A secret shared with the server, from which a name and a password are made that run out: those of coturn's {@code
     * use-auth-secret}, also known as the REST API for access to TURN services.
     *
     * @param secret the secret, not empty
     * @param name a name that the server sees beside the time, or empty
     */
    record SharedSecret(String secret, String name) implements TurnAuthentication {
        /** How long a password lives. */
        static final Duration LIFE = Duration.ofHours(24);

        /** How long it is used: a link that is still relayed by then is made anew. */
        static final Duration USE = LIFE.minusHours(1);

        private static final String HMAC = "HmacSHA1";

        /** @throws IllegalArgumentException if the secret is empty */
        public SharedSecret {
            if (secret.isEmpty()) {
                throw new IllegalArgumentException("a TURN server's shared secret is not empty");
            }
        }

        @Override
        public Password at(Instant now) {
            long end = now.plus(LIFE).getEpochSecond();
            String username = name.isEmpty() ? Long.toString(end) : end + ":" + name;
            try {
                Mac mac = Mac.getInstance(HMAC);
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
                byte[] digest = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
                return new Password(username, Base64.getEncoder().encodeToString(digest));
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("every Java platform has " + HMAC, missing);
            }
        }

        @Override
        public String toString() {
            return "SharedSecret[" + name + "]";
        }
    }
}
