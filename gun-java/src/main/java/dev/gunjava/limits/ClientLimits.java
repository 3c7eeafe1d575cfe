package dev.gunjava.limits;

import java.time.Duration;

/**
 * The limits of the local program and of connections to relays that were dialed. Immutable and thread-safe.
 *
 * @param frames what a frame of a relay may contain
 * @param connect Time to connect to a relay. The attempt is given up and repeated later.
 * @param bytesUnderWay Bytes of frames of one relay that are read but not processed; a larger frame comes alone. The
 *     connection is not read meanwhile.
 * @param pendingBytes Bytes of changes that wait for one relay. The connection is closed with 1001 and dialed again.
 * @param answerBytes Bytes that are encoded for one relay but not sent; changes that others are sent too count in part. No
 *     further answer is encoded, and no further message of the relay is processed, until half of them is sent.
 * @param goodbye Time for the last writes to be taken and for the relay to answer the close frame. The connection is closed.
 * @param writeBytes Bytes of one write, encoded. It is {@code Refused} before it is sent.
 * @param writes Messages of writes that wait for an ack of a relay. The oldest whose time is over gives way; if there is none,
 *     the new write is {@code Failed}.
 * @param writesBytes Bytes of these messages. As above.
 * @param resent Nodes written by the program that are sent again to a relay which may lack them. The one written longest ago
 *     is forgotten.
 * @param calls Calls of the program that wait for the mesh. The calling thread waits.
 */
public record ClientLimits(
        FrameLimits frames,
        Duration connect,
        int bytesUnderWay,
        long pendingBytes,
        long answerBytes,
        Duration goodbye,
        int writeBytes,
        int writes,
        long writesBytes,
        int resent,
        int calls) {

    static final ClientLimits GENERAL = new ClientLimits(
            FrameLimits.DIALED,
            Duration.ofSeconds(10),
            16 << 20,
            32L << 20,
            128L << 10,
            Duration.ofSeconds(2),
            1 << 20,
            10_000,
            16L << 20,
            10_000,
            10_000);

    ClientLimits withWriteBytes(int other) {
        return new ClientLimits(
                frames,
                connect,
                bytesUnderWay,
                pendingBytes,
                answerBytes,
                goodbye,
                other,
                writes,
                writesBytes,
                resent,
                calls);
    }
}
