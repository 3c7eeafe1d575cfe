package dev.gunjava.mesh;

/** A number of things that may be done at once and then so many a second. Owned by the thread of the mesh. */
final class Allowance {

    private static final double MILLIS = 1e3;

    private final double perMilli;
    private final double burst;
    private double left;
    private long at;

    /**
     * An allowance of which nothing is used.
     *
     * @param nowMillis monotonic time in ms
     */
    Allowance(int perSecond, int burst, long nowMillis) {
        this.perMilli = perSecond / MILLIS;
        this.burst = burst;
        this.left = burst;
        this.at = nowMillis;
    }

    /** Whether there is any left; uses nothing. */
    boolean isLeft(long nowMillis) {
        left = Math.min(burst, left + (nowMillis - at) * perMilli);
        at = nowMillis;
        return left >= 1;
    }

    /** Uses one if there is any left; returns whether there was. */
    boolean use(long nowMillis) {
        boolean any = isLeft(nowMillis);
        left -= any ? 1 : 0;
        return any;
    }
}
