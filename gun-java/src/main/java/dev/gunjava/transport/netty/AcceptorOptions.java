package dev.gunjava.transport.netty;

import dev.gunjava.limits.Limits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a relay listens, whom it serves, and its limits. Immutable.
 *
 * @param host the address to bind, such as {@code 127.0.0.1}
 * @param port the port, or 0 for any that is free
 * @param origins the origins of pages that may connect, besides those of this machine; {@code "*"} for any
 * @param limits how much clients may send and how much may wait for them
 * @param heartbeat how often an idle connection is sent {@code []} and a ping
 * @param tls the certificate to show, or null to speak without TLS
 * @param trustedProxies who is believed when it says for whom it connects, in {@code X-Forwarded-For}
 */
public record AcceptorOptions(
        String host,
        int port,
        Set<String> origins,
        Limits limits,
        Duration heartbeat,
        @Nullable TlsFiles tls,
        Set<InetAddress> trustedProxies) {}
