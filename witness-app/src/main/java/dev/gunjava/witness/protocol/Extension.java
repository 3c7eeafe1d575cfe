package dev.gunjava.witness.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a peer may understand beyond the deployed protocol, and announces. Source: docs/protocol.md, section 6. */
public enum Extension {
    /** Answers pings. */
    PING,
    /** Takes several messages in one. */
    BATCH,
    /** Keeps slots, so that its updates are states and not re-witnesses. */
    COUNTS,
    /** Compares hashes instead of showing everything again. */
    DIGEST;

    /** The words of all that this program understands. */
    public static final List<String> ALL =
            Arrays.stream(values()).map(Extension::word).toList();

    /** The word by which it is announced. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
