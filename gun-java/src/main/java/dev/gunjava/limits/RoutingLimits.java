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
 * @param ids Message ids by which a repeated message is recognized. The oldest is forgotten.
 * @param id Time that a message id is remembered. A message with the same id counts as new.
 * @param routes Puts that were forwarded and whose acks are passed back. The one that was idle longest is forgotten, and its
 *     acks are dropped.
 * @param route Time since the last ack of such a put. It is forgotten.
 * @param standIns Clients that may stand in for a relay which has closed the connection that was dialed. Further ones stay
 *     clients.
 */
public record RoutingLimits(
        long lookupBytes,
        Duration lookup,
        long absentBytes,
        Duration absent,
        int ids,
        Duration id,
        int routes,
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
            Duration.ofSeconds(60),
            3);
}
