package dev.gunjava.witness;

/**
 * The size and refill rate of a token bucket. Immutable and thread-safe.
 *
 * @param burst tokens in a full bucket
 * @param perSecond tokens added each second
 */
public record Allowance(int burst, double perSecond) {

    /** @throws IllegalArgumentException if either is not positive */
    public Allowance {
        if (burst < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException("an allowance must be positive");
        }
    }
}
