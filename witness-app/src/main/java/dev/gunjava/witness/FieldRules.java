package dev.gunjava.witness;

import java.time.Duration;

/**
 * The bounds of a field. Immutable and thread-safe.
 *
 * @param ttl how long a witness lives after it was last witnessed
 * @param lifetimeOfOthers the longest life that other peers may give their witnesses
 * @param skew how far the clocks of others may be ahead of ours
 * @param capacity how many witnesses are kept, the newest ones
 * @param ownKept how many of our own witnesses, the newest ones, never give way to those of others
 * @param tombstones how many expired witnesses are remembered, so that they do not come back
 * @param growthOfLink how far one link may raise the count of one witness
 * @param growthOfWitness how far all links together may raise the count of one witness
 * @param slotInterval how often, at most, the owner of a slot witnesses again
 * @param growthGrace how long after its count has grown a witness may still be given a later expiry
 * @param newOfLink how many unknown witnesses one link may bring
 * @param links how many links have an allowance for unknown witnesses; beyond that the longest unused is forgotten
 * @param pairs how many pairs of link and witness have an allowance for growth; beyond that likewise
 */
public record FieldRules(
        Duration ttl,
        Duration lifetimeOfOthers,
        Duration skew,
        int capacity,
        int ownKept,
        int tombstones,
        Allowance growthOfLink,
        Allowance growthOfWitness,
        Duration slotInterval,
        Duration growthGrace,
        Allowance newOfLink,
        int links,
        int pairs) {

    /** The life that the deployed pages give. */
    public static final Duration DEPLOYED_TTL = Duration.ofMinutes(10);

    /** The rules of the deployment. */
    public static final FieldRules DEPLOYED = new FieldRules(
            DEPLOYED_TTL,
            DEPLOYED_TTL,
            Duration.ofMinutes(1),
            200,
            100,
            1_000,
            new Allowance(50, 1),
            new Allowance(100, 2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            new Allowance(200, 50),
            1_024,
            8_192);

    /** @throws IllegalArgumentException if a bound is not positive or the ttl is over a day */
    public FieldRules {
        if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the time to live must lie between 1 ms and one day, not " + ttl);
        }
        if (skew.isNegative() || slotInterval.toMillis() < 1 || growthGrace.isNegative()) {
            throw new IllegalArgumentException("the times of a field must not be negative");
        }
        if (capacity < 1 || tombstones < 1 || links < 1 || pairs < 1) {
            throw new IllegalArgumentException("the bounds of a field must be positive");
        }
        if (ownKept < 0 || ownKept >= capacity) {
            throw new IllegalArgumentException("a field must have room for the witnesses of others");
        }
    }

    /** The rules of the deployment with another time to live of our own witnesses. */
    public static FieldRules withTtl(Duration ttl) {
        return DEPLOYED.lasting(ttl);
    }

    /** These rules with another time to live of our own witnesses, which others may then have too. */
    public FieldRules lasting(Duration life) {
        return new FieldRules(
                life,
                life.compareTo(lifetimeOfOthers) > 0 ? life : lifetimeOfOthers,
                skew,
                capacity,
                ownKept,
                tombstones,
                growthOfLink,
                growthOfWitness,
                slotInterval,
                growthGrace,
                newOfLink,
                links,
                pairs);
    }

    /** These rules with another bound for the unknown witnesses of a link, as a benchmark needs. */
    public FieldRules withNewOfLink(Allowance allowance) {
        return new FieldRules(
                ttl,
                lifetimeOfOthers,
                skew,
                capacity,
                ownKept,
                tombstones,
                growthOfLink,
                growthOfWitness,
                slotInterval,
                growthGrace,
                allowance,
                links,
                pairs);
    }

    /** The latest expiry that a received witness may have, ms since the epoch. */
    long latestExpiry(long now) {
        return now + lifetimeOfOthers.plus(skew).toMillis();
    }

    /** The latest creation time that a received witness may have, ms since the epoch. */
    long latestCreation(long now) {
        return now + skew.toMillis();
    }

    /** What a slot of a witness can count by now: its owner witnesses again once in a slot interval at most. */
    long mostInSlot(long createdAt, long now) {
        return 1 + Math.max(0, latestCreation(now) - createdAt) / slotInterval.toMillis();
    }
}
