package dev.gunjava.witness.discovery;

import dev.gunjava.graph.WritePolicy;

/** What a witness peer may write into Gun: the namespaces of discovery and signalling, never a witness. */
public final class DiscoveryPolicy {
    /** The namespace of the deployed pages. */
    public static final String NAMESPACE = "witness-field-p2p-discovery-v1";

    /** The namespace of the legacy pages, which holds their witnesses too. */
    public static final String LEGACY_NAMESPACE = "witness-field-collective-public-v3";

    /** Allows the souls of the namespace and nothing else, our own writes and what others send alike. */
    public static final WritePolicy ONLY_DISCOVERY = WritePolicy.namespaces(NAMESPACE);

    /** Allows presence and letters among the legacy pages, and nothing of their witnesses. */
    public static final WritePolicy LEGACY_DISCOVERY = legacy();

    private DiscoveryPolicy() {}

    private static WritePolicy legacy() {
        WritePolicy below = WritePolicy.namespaces(LegacyNamespace.peers(), LegacyNamespace.signaling());
        return (soul, key, value) -> soul.equals(LegacyNamespace.ROOT)
                        && (key.equals(LegacyNamespace.PEERS) || key.equals(LegacyNamespace.SIGNALING))
                ? null
                : below.refusal(soul, key, value);
    }
}
