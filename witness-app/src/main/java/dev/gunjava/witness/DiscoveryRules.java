package dev.gunjava.witness;

/**
 * The bounds of what is remembered of other peers. Immutable and thread-safe.
 *
 * @param peers how many peers are in sight at most; of more, the least promising gives way
 * @param strangers how many of these places are kept for peers that have not been seen changing
 * @param senders of how many peers the letters are remembered, besides those that a connection is being made with
 */
public record DiscoveryRules(int peers, int strangers, int senders) {

    /** The rules of the deployment. */
    public static final DiscoveryRules DEPLOYED = new DiscoveryRules(1_000, 250, 1_000);

    /** @throws IllegalArgumentException if a bound is not positive, or nothing is left for peers that are no strangers */
    public DiscoveryRules {
        if (peers < 1 || senders < 1 || strangers < 1 || strangers >= peers) {
            throw new IllegalArgumentException("the bounds of discovery must be positive");
        }
    }
}
