package dev.gunjava.mesh;

import dev.gunjava.graph.WritePolicy;
import java.time.Duration;

/**
 * How a mesh behaves and where its bounds are. Immutable; the presets are starting points for the {@code with} methods.
 *
 * @param policy which writes are let in, whoever makes them
 * @param acks which puts of neighbors that dialed us are acked
 * @param asksNeighbors whether those who dialed us are asked for what we do not know, and asked back for what they
 *     may have written while they were away
 * @param graphBytes the bound of the graph in memory
 * @param keep how long a key lives after its last write; zero for ever
 * @param subscriptions the bound of souls and keys that one neighbor is told about
 * @param future how far ahead of our clock a state may be and still be held back for its time, instead of refused
 * @param deferred the bound of keys held back for one neighbor
 * @param writeBytes the bound of one put of our own, so that relays do not refuse it
 * @param heldBytes the bound of what all connections together hold in memory, besides the graph
 * @param heldBytesPerConnection the share of that for one connection
 * @param questionsPerSecond how many questions a second to clients one neighbor may cause by its gets
 * @param questionsAtOnce how many it may cause at once
 */
public record MeshOptions(
        WritePolicy policy,
        AckPolicy acks,
        boolean asksNeighbors,
        long graphBytes,
        Duration keep,
        int subscriptions,
        Duration future,
        int deferred,
        int writeBytes,
        long heldBytes,
        long heldBytesPerConnection,
        int questionsPerSecond,
        int questionsAtOnce) {

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
        return new MeshOptions(
                WritePolicy.ANY,
                AckPolicy.STORED,
                true,
                graphBytesOfHeap(256L << 20),
                Duration.ZERO,
                10_000,
                Duration.ofMinutes(10),
                10_000,
                1 << 20,
                heldBytesOfHeap(),
                8L << 20,
                50,
                200);
    }

    /** A third of the heap, and so much at most, so that the rest of the process has room too. */
    private static long graphBytesOfHeap(long most) {
        return Math.min(most, Runtime.getRuntime().maxMemory() / 3);
    }

    /** A quarter of the heap, and 64 MiB at least. */
    private static long heldBytesOfHeap() {
        return Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4);
    }

    /** For a relay that serves discovery and signalling alone. */
    public static MeshOptions signalling() {
        return new MeshOptions(
                WritePolicy.ANY,
                AckPolicy.STORED,
                false,
                graphBytesOfHeap(32L << 20),
                Duration.ofMinutes(2),
                2_000,
                Duration.ofMinutes(1),
                10_000,
                64 << 10,
                heldBytesOfHeap(),
                4L << 20,
                50,
                200);
    }

    /** The same with another policy. */
    public MeshOptions withPolicy(WritePolicy other) {
        return new MeshOptions(
                other,
                acks,
                asksNeighbors,
                graphBytes,
                keep,
                subscriptions,
                future,
                deferred,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with other acks. */
    public MeshOptions withAcks(AckPolicy other) {
        return new MeshOptions(
                policy,
                other,
                asksNeighbors,
                graphBytes,
                keep,
                subscriptions,
                future,
                deferred,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with another bound of the graph. */
    public MeshOptions withGraphBytes(long other) {
        return new MeshOptions(
                policy,
                acks,
                asksNeighbors,
                other,
                keep,
                subscriptions,
                future,
                deferred,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with another life of keys. */
    public MeshOptions withKeep(Duration other) {
        return new MeshOptions(
                policy,
                acks,
                asksNeighbors,
                graphBytes,
                other,
                subscriptions,
                future,
                deferred,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with another bound of how far ahead states may be. */
    public MeshOptions withFuture(Duration other) {
        return new MeshOptions(
                policy,
                acks,
                asksNeighbors,
                graphBytes,
                keep,
                subscriptions,
                other,
                deferred,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with another bound of deferred writes. */
    public MeshOptions withDeferred(int other) {
        return new MeshOptions(
                policy,
                acks,
                asksNeighbors,
                graphBytes,
                keep,
                subscriptions,
                future,
                other,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with another bound of subscriptions. */
    public MeshOptions withSubscriptions(int other) {
        return new MeshOptions(
                policy,
                acks,
                asksNeighbors,
                graphBytes,
                keep,
                other,
                future,
                deferred,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with another bound of what connections hold, in all and each. */
    public MeshOptions withHeldBytes(long total, long perConnection) {
        return new MeshOptions(
                policy,
                acks,
                asksNeighbors,
                graphBytes,
                keep,
                subscriptions,
                future,
                deferred,
                writeBytes,
                total,
                perConnection,
                questionsPerSecond,
                questionsAtOnce);
    }

    /** The same with another rate of questions to clients. */
    public MeshOptions withQuestions(int perSecond, int atOnce) {
        return new MeshOptions(
                policy,
                acks,
                asksNeighbors,
                graphBytes,
                keep,
                subscriptions,
                future,
                deferred,
                writeBytes,
                heldBytes,
                heldBytesPerConnection,
                perSecond,
                atOnce);
    }
}
