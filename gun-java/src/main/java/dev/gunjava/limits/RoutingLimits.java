package dev.gunjava.limits;

import java.time.Duration;

/**
 * How much is remembered of messages that were forwarded. Immutable and thread-safe.
 *
 * @param lookupBytes Bytes of questions that were asked of others. The oldest is forgotten, and its asker is told that nothing
 *     was found.
 * @param lookup Time since the last part of an answer. The question is forgotten; a further part reaches its asker as a change.
 * @param absentBytes Bytes of the names of what nobody had. The oldest is forgotten.
 * @param absent Time in which clients are not asked again for what nobody had. They are asked again.
 * @param prints Hashes of messages by which a repeated one is recognized, of 8 bytes in tables of at most 4 MiB. The older
 *     half is forgotten.
 * @param print Time that such a hash is remembered at least. The same message counts as new.
 * @param routes Puts that were forwarded and whose acks are passed back. The one that was idle longest is forgotten, and its
 *     acks are dropped.
 * @param receivers Neighbors that these puts were sent to, together. The one that was idle longest is forgotten.
 * @param route Time since the last ack of such a put. It is forgotten.
 * @param standIns Clients that may stand in for a relay which has closed the connection that was dialed. Further ones stay
 *     clients.
 */
public record RoutingLimits(
        long lookupBytes,
        Duration lookup,
        long absentBytes,
        Duration absent,
        int prints,
        Duration print,
        int routes,
        int receivers,
        Duration route,
        int standIns) {

    static final RoutingLimits GENERAL = new RoutingLimits(
            4L << 20,
            Duration.ofSeconds(60),
            1L << 20,
            Duration.ofSeconds(2),
            100_000,
            Duration.ofSeconds(9),
            10_000,
            1 << 20,
            Duration.ofSeconds(60),
            3);
}
