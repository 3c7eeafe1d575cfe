package dev.gunjava.limits;

import java.time.Duration;

/**
 * How much may wait to be sent to a client, and how it is cut into messages. Immutable and thread-safe.
 *
 * @param pendingBytes Bytes of changes that wait for a connection, because it has subscribed to them. The connection is
 *     closed with 1013.
 * @param answerBytes Bytes that are encoded for a connection but not sent; changes that others are sent too count in part. No
 *     further answer is encoded, and no further message of that connection is processed, until half of them is sent.
 * @param unsentBytes Bytes of answers and changes that wait for a connection. The connection is not read meanwhile.
 * @param stalled Time in which a connection takes nothing of what waits for it. It is closed with 1013.
 * @param keysPerMessage Souls and keys in one message. The rest follows in further messages, because a gun.js in Node loses
 *     keys of larger ones; a write is {@code Stored} when all of them are acked.
 * @param answerMessageBytes Bytes of values in one message of an answer, or a single larger value. The rest follows in
 *     further messages; all but the last are marked with {@code %}.
 * @param putMessageBytes Bytes of values in one put, or a single larger value. The rest follows in further puts.
 */
public record SendLimits(
        long pendingBytes,
        long answerBytes,
        long unsentBytes,
        Duration stalled,
        int keysPerMessage,
        int answerMessageBytes,
        int putMessageBytes) {

    static final SendLimits GENERAL =
            new SendLimits(8L << 20, 128L << 10, 1L << 20, Duration.ofSeconds(60), 500, 64 << 10, 512 << 10);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if nothing could be sent within one of them
     */
    public SendLimits {
        Limits.requirePositive("pending bytes", pendingBytes);
        Limits.requirePositive("answer bytes", answerBytes);
        Limits.requirePositive("unsent bytes", unsentBytes);
        Limits.requirePositive("stalled", stalled.toMillis());
        // A message holds a soul and one of its keys at least.
        Limits.requirePositive("keys per message", keysPerMessage - 1L);
        Limits.requirePositive("answer message bytes", answerMessageBytes);
        Limits.requirePositive("put message bytes", putMessageBytes);
    }

    /** These limits for other bytes of changes that wait. */
    public SendLimits withPendingBytes(long other) {
        return new SendLimits(
                other, answerBytes, unsentBytes, stalled, keysPerMessage, answerMessageBytes, putMessageBytes);
    }

    /** These limits for another duration without progress. */
    public SendLimits withStalled(Duration other) {
        return new SendLimits(
                pendingBytes, answerBytes, unsentBytes, other, keysPerMessage, answerMessageBytes, putMessageBytes);
    }
}
