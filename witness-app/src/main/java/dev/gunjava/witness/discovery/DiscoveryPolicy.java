package dev.gunjava.witness.discovery;

import dev.gunjava.graph.WritePolicy;

/** What a witness peer may write into Gun: the namespace of discovery and signalling, never a witness. */
public final class DiscoveryPolicy {
    /** The namespace of the deployed pages. */
    public static final String NAMESPACE = "witness-field-p2p-discovery-v1";

    /** Allows the souls of the namespace and nothing else, our own writes and what others send alike. */
    public static final WritePolicy ONLY_DISCOVERY = WritePolicy.namespaces(NAMESPACE);

    private DiscoveryPolicy() {}
}
