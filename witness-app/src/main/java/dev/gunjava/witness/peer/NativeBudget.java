package dev.gunjava.witness.peer;

import dev.gunjava.witness.NativeRules;
import dev.gunjava.witness.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many native connections may still be made, in all and for the offers of others.
 *
 * <p>Owned by the thread of the peer. Remembers the names whose offers were granted in the last minute: no more than were
 * granted.
 */
final class NativeBudget {

    /** On whose account a connection is made. */
    enum Account {
        /** We have chosen the peer, to offer to it or to answer its offer. */
        OWN,
        /** The peer has offered, unasked. */
        OFFERED
    }

    /** What the budget says. */
    enum Verdict {
        GRANTED,
        /** The allowance is used up; it grows again with time. */
        SPENT,
        /** An offer under this name was granted less than a minute ago. */
        TOO_SOON
    }

    private final TokenBucket all;
    private final TokenBucket offered;
    private final long perNameMillis;

    /** When an offer under a name was last granted, longest ago first; monotonic, ms. */
    private final Map<String, Long> granted = new LinkedHashMap<>();

    /** @param now monotonic time, ms */
    NativeBudget(NativeRules rules, long now) {
        this.all = new TokenBucket(rules.all(), nanos(now));
        this.offered = new TokenBucket(rules.offered(), nanos(now));
        this.perNameMillis = rules.perName().toMillis();
    }

    /** Whether an attempt of our own would be granted. */
    boolean hasOwn(long now) {
        return all.available(nanos(now)) > 0;
    }

    /** Grants a connection with a peer, which then counts, or says why not. */
    Verdict ask(Account account, String peer, long now) {
        return switch (account) {
            case OWN -> all.take(nanos(now)) ? Verdict.GRANTED : Verdict.SPENT;
            case OFFERED -> askOffered(peer, now);
        };
    }

    private Verdict askOffered(String peer, long now) {
        granted.values().removeIf(at -> now - at >= perNameMillis);
        if (granted.containsKey(peer)) {
            return Verdict.TOO_SOON;
        }
        if (all.available(nanos(now)) == 0 || !offered.take(nanos(now))) {
            return Verdict.SPENT;
        }
        all.take(nanos(now));
        granted.put(peer, now);
        return Verdict.GRANTED;
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
