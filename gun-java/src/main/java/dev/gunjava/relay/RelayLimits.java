package dev.gunjava.relay;

import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.mesh.PeerSecret;
import dev.gunjava.wire.WireLimits;
import java.time.Duration;
import java.util.Set;

/**
 * What a relay takes, from one connection and in all. Immutable.
 *
 * @param messagesPerSecond how many messages one connection may send for long; {@link Integer#MAX_VALUE} for no bound
 * @param burst how many it may send at once
 * @param frameBytes the size of one frame in bytes of UTF-8, at most {@link #GREATEST_FRAME}
 * @param connections how many connections there may be
 * @param connectionsPerAddress how many of them from one address, unless that is this machine
 * @param subscriptions about how many souls and keys one connection is told
 * @param pendingBytes how much may wait for a connection that was not asked for by it, before it is closed
 * @param graphBytes the estimated bytes of the graph in memory
 * @param keep how long a key lives after its last write; zero for ever
 * @param future how far ahead of the clock a state may be and still be held back for its time, instead of refused
 * @param deferred how many keys of one connection may be held back for that
 * @param idle how long a connection may say nothing, pongs included, before it is closed
 */
public record RelayLimits(
        int messagesPerSecond,
        int burst,
        int frameBytes,
        int connections,
        int connectionsPerAddress,
        int subscriptions,
        long pendingBytes,
        long graphBytes,
        Duration keep,
        Duration future,
        int deferred,
        Duration idle) {

    /** The greatest bound of a frame in bytes: one is read as a whole. */
    public static final int GREATEST_FRAME = 64 << 20;

    /** The least length of a peer secret in characters: a relay that is dialed could try shorter ones at leisure. */
    public static final int LEAST_PEER_SECRET = PeerSecret.LEAST_LENGTH;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one of them would let nothing through
     */
    public RelayLimits {
        requirePositive("messages per second", messagesPerSecond);
        requirePositive("burst", burst);
        requirePositive("frame bytes", frameBytes);
        requirePositive("connections", connections);
        requirePositive("connections per address", connectionsPerAddress);
        requirePositive("subscriptions", subscriptions);
        requirePositive("pending bytes", pendingBytes);
        requirePositive("graph bytes", graphBytes);
        requirePositive("idle", idle.toMillis());
        requireNotNegative("keep", keep.toMillis());
        requireNotNegative("future", future.toMillis());
        requireNotNegative("deferred", deferred);
        if (frameBytes > GREATEST_FRAME) {
            throw new IllegalArgumentException("frame bytes must be at most " + GREATEST_FRAME + ", not " + frameBytes);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be above zero, not " + value);
        }
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be below zero, but is " + value);
        }
    }

    /** The limits of a profile. */
    public static RelayLimits of(Profile profile) {
        return switch (profile) {
            case GENERAL -> preset(profile.mesh(Set.of()), profile.wire(), 500, 5_000, 50, 8L << 20);
            case SIGNALLING -> preset(profile.mesh(Set.of()), profile.wire(), 200, 1_000, 20, 1L << 20);
        };
    }

    private static RelayLimits preset(
            MeshOptions mesh, WireLimits wire, int perSecond, int burst, int perAddress, long pendingBytes) {
        return new RelayLimits(
                perSecond,
                burst,
                wire.frameBytes(),
                5_000,
                perAddress,
                mesh.subscriptions(),
                pendingBytes,
                mesh.graphBytes(),
                mesh.keep(),
                mesh.future(),
                mesh.deferred(),
                Duration.ofSeconds(60));
    }
}
