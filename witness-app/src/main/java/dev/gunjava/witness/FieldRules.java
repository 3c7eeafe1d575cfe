package dev.gunjava.witness;

import java.time.Duration;

/**
 * The bounds of a field.
 *
 * @param ttl how long a witness lives after its last witnessing
 * @param lifetimeOfOthers the longest life that other peers may give theirs
 * @param skew how far the clocks of others may be off
 * @param capacity how many witnesses are kept, the newest ones
 * @param tombstones how many of those gone are remembered, so that they do not come back
 * @param growthBurst by how much one source may raise the count of one witness at once
 * @param growthPerSecond by how much more it may raise it each second
 */
public record FieldRules(
        Duration ttl,
        Duration lifetimeOfOthers,
        Duration skew,
        int capacity,
        int tombstones,
        int growthBurst,
        double growthPerSecond) {

    /** The life that the deployed pages give. */
    public static final Duration DEPLOYED_TTL = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException if a bound is not positive or the ttl is over a day */
    public FieldRules {
        if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the time to live must lie between 1 ms and one day, not " + ttl);
        }
        if (skew.isNegative() || capacity < 1 || tombstones < 1 || growthBurst < 1 || !(growthPerSecond > 0)) {
            throw new IllegalArgumentException("the bounds of a field must be positive");
        }
    }

    /** The rules of the deployment with another time to live of our own witnesses. */
    public static FieldRules withTtl(Duration ttl) {
        Duration others = ttl.compareTo(DEPLOYED_TTL) > 0 ? ttl : DEPLOYED_TTL;
        return new FieldRules(ttl, others, Duration.ofMinutes(1), 200, 1_000, 50, 1);
    }

    /** How far from now the times of a received witness may lie, ms. */
    long horizonMillis() {
        return lifetimeOfOthers.plus(skew).toMillis();
    }
}
