package dev.gunjava.witness.peer;

import dev.gunjava.witness.Tally;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.protocol.Version;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a link has seen of each witness, from us or by telling us; so that each change goes over it once.
 *
 * <p>Owned by the thread of the peer. The last 1 000 are remembered; a forgotten one is merely shown again.
 */
final class Shown {
    private static final int MAX_WITNESSES = 1_000;

    private record Seen(Tally tally, long expiresAt) {

        Seen merge(Seen other) {
            return new Seen(tally.merge(other.tally), Math.max(expiresAt, other.expiresAt));
        }
    }

    private final LinkedHashMap<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);
    private final boolean tallies;

    /** @param tallies whether the link is to see all of a tally, not only the count */
    Shown(boolean tallies) {
        this.tallies = tallies;
    }

    /** Notes that the link has seen a witness as it is. */
    void note(Witness witness) {
        note(witness.id(), new Seen(witness.tally(), witness.expiresAt()));
    }

    /**
     * Notes what the other side says that it has. If it counts less than it was shown, it did not take all of that, and is
     * to see it again; if it lets it end sooner, it did so on purpose.
     */
    void note(Version theirs, Witness ours) {
        Seen said = new Seen(Tally.of(theirs.witnessCount()), theirs.expiresAt());
        Seen known = seen.get(theirs.id());
        if (known != null && theirs.witnessCount() < ours.witnessCount()) {
            seen.put(theirs.id(), new Seen(said.tally, Math.max(said.expiresAt, known.expiresAt)));
        } else {
            note(theirs.id(), said);
        }
    }

    /** Forgets a witness: the link has not got it, or it is over. */
    void forget(String id) {
        seen.remove(id);
    }

    /** Whether the link has never seen it. */
    boolean isUnknown(String id) {
        return !seen.containsKey(id);
    }

    /** Whether the link has yet to see something of it. */
    boolean lacks(Witness witness) {
        @Nullable Seen known = seen.get(witness.id());
        if (known == null || known.expiresAt < witness.expiresAt()) {
            return true;
        }
        return tallies ? !witness.tally().isCoveredBy(known.tally) : known.tally.count() < witness.witnessCount();
    }

    private void note(String id, Seen now) {
        seen.merge(id, now, Seen::merge);
        if (seen.size() > MAX_WITNESSES) {
            seen.remove(seen.keySet().iterator().next());
        }
    }
}
