package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Witness;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * The hash by which two peers find out that they have the same: no secret, and computed alike by pages.
 *
 * <p>Pure and thread-safe. Source: docs/protocol.md, section 8.
 */
public final class FieldDigest {
    private FieldDigest() {}

    /** Sixteen hexadecimal digits for the witnesses of a field, in whatever order they are given. */
    public static String of(Collection<Witness> witnesses) {
        return hash(witnesses.stream()
                .sorted(Comparator.comparing(Witness::id))
                .map(witness -> witness.id() + ":" + witness.witnessCount() + ":" + witness.expiresAt())
                .collect(Collectors.joining("\n")));
    }

    static String hash(String text) {
        int a = 0x811C9DC5;
        int b = 0x9747B28C;
        for (int i = 0; i < text.length(); i++) {
            a = (a ^ text.charAt(i)) * 0x01000193;
            b = (b ^ text.charAt(i)) * 0x5BD1E995;
        }
        return String.format("%08x%08x", a, b);
    }
}
