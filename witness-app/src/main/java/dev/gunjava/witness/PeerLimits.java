package dev.gunjava.witness;

/**
 * Every rate and bound of a witness peer that is not a property of the protocol. Immutable and thread-safe. The page has
 * the same in {@code limits.js}; docs/limits.md lists them with their tests.
 */
public record PeerLimits(FieldRules field, LinkRules link, DiscoveryRules discovery) {

    /** The limits of the deployment. */
    public static final PeerLimits DEPLOYED =
            new PeerLimits(FieldRules.DEPLOYED, LinkRules.DEPLOYED, DiscoveryRules.DEPLOYED);

    /** These limits with another bound for the new witnesses that a link may bring and be sent, as a benchmark needs. */
    public PeerLimits withNewOfLink(Allowance allowance) {
        return new PeerLimits(field.withNewOfLink(allowance), link.withSentNew(allowance), discovery);
    }
}
