package dev.gunjava.witness.peer;

import dev.gunjava.witness.LinkRules;
import dev.gunjava.witness.TokenBucket;
import java.util.concurrent.TimeUnit;

/**
 * How many messages one link may bring, and for how long it may bring more. The time in excess adds up; time without an
 * excess message takes off as much, so short pauses do not buy a flood.
 *
 * <p>Owned by the thread of the peer.
 */
final class Rate {
    private final TokenBucket messages;
    private final long pauseMillis;
    private final long patienceMillis;
    private long excessMillis;
    private long lastExcess;

    /** @param now monotonic time, ms */
    Rate(LinkRules rules, long now) {
        this.messages = new TokenBucket(rules.received(), nanos(now));
        this.pauseMillis = rules.pause().toMillis();
        this.patienceMillis = rules.patience().toMillis();
        this.lastExcess = now - pauseMillis;
    }

    /** Whether one more message is within the bounds. */
    boolean take(long now) {
        if (messages.take(nanos(now))) {
            return true;
        }
        long since = now - lastExcess;
        excessMillis = since < pauseMillis ? excessMillis + since : Math.max(0, excessMillis - since);
        lastExcess = now;
        return false;
    }

    /** Whether the link has been in excess for longer than is borne. */
    boolean isFlood() {
        return excessMillis >= patienceMillis;
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
