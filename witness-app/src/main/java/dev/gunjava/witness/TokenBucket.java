package dev.gunjava.witness;

/** A token bucket, full at first. Not thread-safe: owned by whoever owns what it limits. */
public final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Allowance allowance;
    private double tokens;
    private long filledAt;

    /** @param now monotonic time, ns */
    public TokenBucket(Allowance allowance, long now) {
        this.allowance = allowance;
        this.tokens = allowance.burst();
        this.filledAt = now;
    }

    /** The whole tokens in the bucket. A moment before the last one, read while this one was on its way, adds nothing. */
    public long available(long now) {
        if (now - filledAt > 0) {
            double added = (now - filledAt) / NANOS_PER_SECOND * allowance.perSecond();
            tokens = Math.min(allowance.burst(), tokens + added);
            filledAt = now;
        }
        return (long) tokens;
    }

    /** Takes one token if there is one. */
    public boolean take(long now) {
        return take(1, now) == 1;
    }

    /** Takes as many of the wanted tokens as there are and returns how many that was. */
    public long take(long wanted, long now) {
        long taken = Math.min(wanted, available(now));
        tokens -= taken;
        return taken;
    }
}
