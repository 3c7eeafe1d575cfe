package dev.gunjava.witness.peer;

/** How many messages one link may bring: a token bucket. Owned by the thread of the peer. */
final class Rate {
    static final int BURST = 5_000;
    static final int PER_SECOND = 1_000;

    private double tokens = BURST;
    private long filledAt;

    /** @param now monotonic time, ms */
    Rate(long now) {
        this.filledAt = now;
    }

    /** Whether one more is fine. */
    boolean take(long now) {
        tokens = Math.min(BURST, tokens + (now - filledAt) * PER_SECOND / 1_000.0);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
