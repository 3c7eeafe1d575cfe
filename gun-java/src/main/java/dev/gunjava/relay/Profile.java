package dev.gunjava.relay;

import dev.gunjava.graph.WritePolicy;
import dev.gunjava.limits.Limits;
import dev.gunjava.mesh.MeshOptions;
import java.util.Set;
import java.util.stream.Stream;

/** A set of limits for one kind of use, from which single ones may be changed. */
public enum Profile {
    /** Any graph. */
    GENERAL,

    /**
     * The discovery and signalling of witness peers: nothing but their namespace may be written, limits are tight, and
     * keys are forgotten two minutes after they were last written.
     */
    SIGNALLING;

    /** The namespace in which witness peers find each other. */
    public static final String DISCOVERY_NAMESPACE = "witness-field-p2p-discovery-v1";

    /** @param further namespaces that may be written besides those of the profile */
    MeshOptions mesh(Set<String> further) {
        return switch (this) {
            case GENERAL -> MeshOptions.general();
            case SIGNALLING -> MeshOptions.signalling().withPolicy(WritePolicy.namespaces(allowed(further)));
        };
    }

    private static String[] allowed(Set<String> further) {
        return Stream.concat(Stream.of(DISCOVERY_NAMESPACE), further.stream()).toArray(String[]::new);
    }

    Limits limits() {
        return switch (this) {
            case GENERAL -> Limits.general();
            case SIGNALLING -> Limits.signalling();
        };
    }
}
