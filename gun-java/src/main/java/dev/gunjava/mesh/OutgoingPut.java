package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.wire.EncodedMessage;
import java.util.List;

/**
 * An encoded put, with what {@link Sender} needs to know to withhold it from a neighbor that it would harm.
 *
 * @param reserved its souls that may reach a gun.js relay only if that has asked for them
 */
record OutgoingPut(String id, List<String> reserved, EncodedMessage message) {

    static OutgoingPut of(String id, List<Node> nodes, EncodedMessage message) {
        List<String> reserved = List.of();
        for (Node node : nodes) {
            if (ReservedNames.crashesUnasked(node.soul())) {
                reserved = nodes.stream()
                        .map(Node::soul)
                        .filter(ReservedNames::crashesUnasked)
                        .toList();
                break;
            }
        }
        return new OutgoingPut(id, reserved, message);
    }
}
