package dev.gunjava.witness;

import java.time.Duration;

/**
 * How many native connections a peer makes. The native library does not give back all the memory of one, so each costs the
 * process something for good. Immutable and thread-safe.
 *
 * @param all all of them
 * @param offered those that answer an offer of a peer that we have not chosen ourselves; the rest of {@code all} is left to
 *     our own attempts
 * @param perName how often, at most, an offer under one name is answered so
 */
public record NativeRules(Allowance all, Allowance offered, Duration perName) {

    /** The rules of the deployment: 12 at once and 12 a minute, half of them for the offers of others. */
    public static final NativeRules DEPLOYED =
            new NativeRules(new Allowance(12, 12 / 60.0), new Allowance(6, 6 / 60.0), Duration.ofMinutes(1));

    /** The rules of a test or benchmark that makes hundreds of links. */
    public static final NativeRules GENEROUS =
            new NativeRules(new Allowance(10_000, 1_000), new Allowance(10_000, 1_000), Duration.ZERO);

    /** @throws IllegalArgumentException if nothing is left for our own attempts, or a time is negative */
    public NativeRules {
        if (offered.burst() > all.burst() || offered.perSecond() > all.perSecond() || perName.isNegative()) {
            throw new IllegalArgumentException("the offers of others must be a part of all connections");
        }
    }
}
