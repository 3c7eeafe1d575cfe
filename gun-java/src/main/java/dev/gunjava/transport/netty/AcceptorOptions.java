package dev.gunjava.transport.netty;

import dev.gunjava.wire.WireLimits;
import java.time.Duration;
import java.util.Set;

/**
 * Where a relay listens and what it takes from one connection. Immutable.
 *
 * @param host the address to bind, such as {@code 127.0.0.1}
 * @param port the port, or 0 for any that is free
 * @param origins the origins of pages that may connect, besides those of this machine; {@code "*"} for any
 * @param wire the limits of frames
 * @param messagesPerSecond how many messages one connection may send for long
 * @param burst how many it may send at once
 * @param connections how many connections there may be
 * @param connectionsPerAddress how many of them from one address, unless that is this machine
 * @param pendingBytes how much may wait for a connection that was not asked for by it
 * @param heartbeat how often an idle connection hears {@code []} and a ping
 * @param silence how long a connection may say nothing, pongs included, before it counts as dead
 * @param handshake how long a connection may take to become a WebSocket
 */
public record AcceptorOptions(
        String host,
        int port,
        Set<String> origins,
        WireLimits wire,
        int messagesPerSecond,
        int burst,
        int connections,
        int connectionsPerAddress,
        long pendingBytes,
        Duration heartbeat,
        Duration silence,
        Duration handshake) {

    /** For a relay that anybody may use for any graph. */
    public static AcceptorOptions general(String host, int port) {
        return new AcceptorOptions(
                host,
                port,
                Set.of(),
                WireLimits.general(),
                500,
                5_000,
                5_000,
                50,
                8L << 20,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    /** For a relay that serves discovery and signalling alone. */
    public static AcceptorOptions signalling(String host, int port) {
        return new AcceptorOptions(
                host,
                port,
                Set.of(),
                WireLimits.signalling(),
                200,
                1_000,
                5_000,
                20,
                1L << 20,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    /** The same for pages of other origins too. */
    public AcceptorOptions withOrigins(Set<String> others) {
        return new AcceptorOptions(
                host,
                port,
                Set.copyOf(others),
                wire,
                messagesPerSecond,
                burst,
                connections,
                connectionsPerAddress,
                pendingBytes,
                heartbeat,
                silence,
                handshake);
    }

    /** The same with another rate; at {@link Integer#MAX_VALUE} there is none. */
    public AcceptorOptions withRate(int perSecond, int atOnce) {
        return new AcceptorOptions(
                host,
                port,
                origins,
                wire,
                perSecond,
                atOnce,
                connections,
                connectionsPerAddress,
                pendingBytes,
                heartbeat,
                silence,
                handshake);
    }

    /** The same with other limits of frames. */
    public AcceptorOptions withWire(WireLimits limits) {
        return new AcceptorOptions(
                host,
                port,
                origins,
                limits,
                messagesPerSecond,
                burst,
                connections,
                connectionsPerAddress,
                pendingBytes,
                heartbeat,
                silence,
                handshake);
    }
}
