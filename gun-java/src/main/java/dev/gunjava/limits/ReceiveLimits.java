package dev.gunjava.limits;

import java.time.Duration;

/**
 * How much a client may send, and how much of it may wait to be processed. Nothing is dropped at these limits: the
 * connection is not read, and TCP makes the client wait. Immutable and thread-safe.
 *
 * @param messagesPerSecond Messages a second, on average; pings and fragments count too. The connection is read more slowly.
 * @param burst Messages at once. The connection is not read until the average is met again.
 * @param patience Time over the rate without a pause. The connection is closed with 1008.
 * @param framesUnderWay Frames that are read but not processed; those of one read may exceed it. The connection is not read
 *     meanwhile; its silence and its rate do not count then.
 * @param bytesUnderWay Bytes that these frames take in memory, with their messages; the last frame may exceed it. The
 *     connection is not read meanwhile.
 * @param message Time from the first byte of a message to its last, while the connection is read. The connection is closed
 *     with 1008.
 */
public record ReceiveLimits(
        int messagesPerSecond, int burst, Duration patience, int framesUnderWay, long bytesUnderWay, Duration message) {

    static final ReceiveLimits GENERAL =
            new ReceiveLimits(500, 5_000, Duration.ofSeconds(30), 64, 1L << 20, Duration.ofSeconds(60));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if nothing could be received within one of them
     */
    public ReceiveLimits {
        Limits.requirePositive("messages per second", messagesPerSecond);
        Limits.requirePositive("burst", burst);
        Limits.requirePositive("patience", patience.toMillis());
        Limits.requirePositive("frames under way", framesUnderWay);
        Limits.requirePositive("bytes under way", bytesUnderWay);
        Limits.requirePositive("message", message.toMillis());
    }

    /**
     * These limits for another rate.
     *
     * @param perSecond how many messages a second; {@link Integer#MAX_VALUE} for no limit
     */
    public ReceiveLimits withRate(int perSecond, int atOnce) {
        return new ReceiveLimits(perSecond, atOnce, patience, framesUnderWay, bytesUnderWay, message);
    }

    /** These limits for another duration of a message. */
    public ReceiveLimits withMessage(Duration other) {
        return new ReceiveLimits(messagesPerSecond, burst, patience, framesUnderWay, bytesUnderWay, other);
    }

    /** These limits for another duration over the rate. */
    public ReceiveLimits withPatience(Duration other) {
        return new ReceiveLimits(messagesPerSecond, burst, other, framesUnderWay, bytesUnderWay, message);
    }
}
