package dev.gunjava.relay;

import dev.gunjava.graph.WritePolicy;
import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.transport.netty.AcceptorOptions;

/**
 * The settings of a relay: how its mesh behaves and what its port accepts. Immutable.
 *
 * @param mesh the behaviour of the mesh
 * @param acceptor where it listens, and the limits of a connection
 */
public record RelayOptions(MeshOptions mesh, AcceptorOptions acceptor) {

    /** The namespace in which witness peers find each other and signal; the signalling profile lets nothing else in. */
    public static final String DISCOVERY_NAMESPACE = "witness-field-p2p-discovery-v1";

    /** A relay for any graph. */
    public static RelayOptions general(String host, int port) {
        return new RelayOptions(MeshOptions.general(), AcceptorOptions.general(host, port));
    }

    /** A relay for the discovery and signalling of witness peers, with tighter limits. */
    public static RelayOptions signalling(String host, int port) {
        return new RelayOptions(
                MeshOptions.signalling().withPolicy(WritePolicy.namespaces(DISCOVERY_NAMESPACE)),
                AcceptorOptions.signalling(host, port));
    }

    /** The same with another behaviour of the mesh. */
    public RelayOptions withMesh(MeshOptions other) {
        return new RelayOptions(other, acceptor);
    }

    /** The same with other limits of connections. */
    public RelayOptions withAcceptor(AcceptorOptions other) {
        return new RelayOptions(mesh, other);
    }
}
