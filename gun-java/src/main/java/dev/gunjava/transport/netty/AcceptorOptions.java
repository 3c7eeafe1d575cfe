package dev.gunjava.transport.netty;

import dev.gunjava.wire.WireLimits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a relay listens and what it takes from one connection. Immutable.
 *
 * @param host the address to bind, such as {@code 127.0.0.1}
 * @param port the port, or 0 for any that is free
 * @param origins the origins of pages that may connect, besides those of this machine; {@code "*"} for any
 * @param wire the limits of frames
 * @param messagesPerSecond how many messages one connection may send for long
 * @param burst how many it may send at once
 * @param patience how long it may be over that rate, and made to wait, before it is closed with 1008
 * @param connections how many connections there may be
 * @param connectionsPerAddress how many of them from one address, unless that is this machine
 * @param pendingBytes how much may wait for a connection that was not asked for by it
 * @param heartbeat how often an idle connection hears {@code []} and a ping
 * @param silence how long a connection may say nothing, pongs included, before it counts as dead
 * @param handshake how long a connection may take to become a WebSocket
 * @param tls the certificate to show, or null to speak without TLS
 * @param trustedProxies who is believed when it says for whom it connects, in {@code X-Forwarded-For}
 */
public record AcceptorOptions(
        String host,
        int port,
        Set<String> origins,
        WireLimits wire,
        int messagesPerSecond,
        int burst,
        Duration patience,
        int connections,
        int connectionsPerAddress,
        long pendingBytes,
        Duration heartbeat,
        Duration silence,
        Duration handshake,
        @Nullable TlsFiles tls,
        Set<InetAddress> trustedProxies) {}
