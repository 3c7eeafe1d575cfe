package dev.gunjava.mesh;

import dev.gunjava.graph.WritePolicy;
import dev.gunjava.limits.Limits;
import java.util.function.UnaryOperator;

/**
 * How a mesh behaves, and its limits. Immutable; the presets are starting points for the {@code with} methods.
 *
 * @param policy which writes are accepted, whoever makes them
 * @param acks which puts of neighbors that dialed us are acked
 * @param asksNeighbors whether neighbors that dialed us are asked for what we do not know, and asked back for what they
 *     may have written while they were away
 * @param limits how much clients and the program may cause us to do and to hold
 */
public record MeshOptions(WritePolicy policy, AckPolicy acks, boolean asksNeighbors, Limits limits) {

    /** Which puts a relay acks itself. */
    public enum AckPolicy {
        /** Every put, once it is as safe as this peer makes it. */
        STORED,
        /** Puts that went to no other neighbor, who could have acked them. */
        ALONE,
        /** None. */
        NEVER
    }

    /** For a relay that anybody may use for any graph, and for peers that dial. */
    public static MeshOptions general() {
        return new MeshOptions(WritePolicy.ANY, AckPolicy.STORED, true, Limits.general());
    }

    /** For a relay that serves discovery and signaling alone. */
    public static MeshOptions signalling() {
        return new MeshOptions(WritePolicy.ANY, AckPolicy.STORED, false, Limits.signalling());
    }

    /** The same with another policy. */
    public MeshOptions withPolicy(WritePolicy other) {
        return new MeshOptions(other, acks, asksNeighbors, limits);
    }

    /** The same with other acks. */
    public MeshOptions withAcks(AckPolicy other) {
        return new MeshOptions(policy, other, asksNeighbors, limits);
    }

    /** The same with changed limits. */
    public MeshOptions withLimits(UnaryOperator<Limits> change) {
        return new MeshOptions(policy, acks, asksNeighbors, change.apply(limits));
    }
}
