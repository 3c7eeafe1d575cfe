package dev.gunjava.transport;

/**
 * A rate with a burst. What is taken beyond it makes a debt, and the debt a time to wait; nothing is lost. Owned by the
 * thread that reads the connection.
 */
public final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long at;

    /**
     * A full bucket.
     *
     * @param now monotonic time in ns
     */
    public TokenBucket(int perSecond, int burst, long now) {
        this.perNano = perSecond / NANOS;
        this.burst = burst;
        this.tokens = burst;
        this.at = now;
    }

    /** Takes tokens, whether or not there are enough; returns for how many ns to take no more. */
    public long take(int count, long now) {
        tokens = Math.min(burst, tokens + (now - at) * perNano) - count;
        at = now;
        return tokens >= 0 ? 0 : (long) (-tokens / perNano);
    }
}
