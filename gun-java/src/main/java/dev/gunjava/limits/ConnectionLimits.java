package dev.gunjava.limits;

import java.time.Duration;

/**
 * How many clients may connect, and for how long a connection may do nothing. Immutable and thread-safe.
 *
 * @param total Connections. A further one is refused with 503; pages such as `/health` are still answered.
 * @param perAddress Connections from one address other than a loopback address; of an IPv6 address the first 64 bits count. A
 *     further one is refused with 429.
 * @param handshakes Connections that are no WebSockets yet. The oldest gives way, of the address with the most.
 * @param handshakesPerAddress Such connections from one address other than a loopback address or a trusted proxy. The oldest
 *     gives way.
 * @param handshake Time to become a WebSocket. The connection is closed.
 * @param requestBytes Bytes of the body of an HTTP request. It is refused with 413.
 * @param idle Silence of a connection, without pongs, while it is read. It is closed.
 * @param goodbye Time for the last answers and the close frame to be taken. The connection is closed without them.
 */
public record ConnectionLimits(
        int total,
        int perAddress,
        int handshakes,
        int handshakesPerAddress,
        Duration handshake,
        int requestBytes,
        Duration idle,
        Duration goodbye) {

    static final ConnectionLimits GENERAL = new ConnectionLimits(
            5_000, 50, 512, 64, Duration.ofSeconds(10), 8 << 10, Duration.ofSeconds(60), Duration.ofSeconds(2));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if nobody could connect within one of them
     */
    public ConnectionLimits {
        Limits.requirePositive("connections", total);
        Limits.requirePositive("connections per address", perAddress);
        Limits.requirePositive("handshakes", handshakes);
        Limits.requirePositive("handshakes per address", handshakesPerAddress);
        Limits.requirePositive("handshake", handshake.toMillis());
        Limits.requirePositive("request bytes", requestBytes);
        Limits.requirePositive("idle", idle.toMillis());
        Limits.requirePositive("goodbye", goodbye.toMillis());
    }

    /** These limits for another number of connections. */
    public ConnectionLimits withTotal(int other) {
        return new ConnectionLimits(
                other, perAddress, handshakes, handshakesPerAddress, handshake, requestBytes, idle, goodbye);
    }

    /** These limits for another number of connections from one address. */
    public ConnectionLimits withPerAddress(int other) {
        return new ConnectionLimits(
                total, other, handshakes, handshakesPerAddress, handshake, requestBytes, idle, goodbye);
    }

    /** These limits for another duration of the handshake. */
    public ConnectionLimits withHandshake(Duration other) {
        return new ConnectionLimits(
                total, perAddress, handshakes, handshakesPerAddress, other, requestBytes, idle, goodbye);
    }

    /** These limits for another duration of silence. */
    public ConnectionLimits withIdle(Duration other) {
        return new ConnectionLimits(
                total, perAddress, handshakes, handshakesPerAddress, handshake, requestBytes, other, goodbye);
    }
}
