package dev.gunjava.witness.peer;

import dev.gunjava.witness.Witness;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a link has seen of each witness, from us or by telling us; so that each change goes over it once.
 *
 * <p>Owned by the thread of the peer. The last 1 000 are remembered; a forgotten one is merely shown again.
 */
final class Shown {
    private static final int MAX_WITNESSES = 1_000;

    private record Seen(long count, long expiresAt) {}

    private final LinkedHashMap<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

    /** Notes that the link has seen a witness as it is. */
    void note(Witness witness) {
        seen.merge(
                witness.id(),
                new Seen(witness.witnessCount(), witness.expiresAt()),
                (old, now) -> new Seen(Math.max(old.count, now.count), Math.max(old.expiresAt, now.expiresAt)));
        if (seen.size() > MAX_WITNESSES) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    /** Whether the link has never seen it. */
    boolean isUnknown(String id) {
        return !seen.containsKey(id);
    }

    /** Whether the link has yet to see something of it. */
    boolean lacks(Witness witness) {
        @Nullable Seen known = seen.get(witness.id());
        return known == null || known.count < witness.witnessCount() || known.expiresAt < witness.expiresAt();
    }
}
