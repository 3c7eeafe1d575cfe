package dev.gunjava.limits;

import java.time.Duration;

/**
 * How long the work for one client may keep the others waiting. Immutable and thread-safe.
 *
 * @param messages Messages of one connection that are processed before the next connection has its turn. The rest follows
 *     after the others had theirs.
 * @param slice Time of that; the last message may exceed it. As above.
 * @param turn Time in which the messages of all connections are processed before sockets are served again. The rest follows
 *     in the next turn.
 */
public record TurnLimits(int messages, Duration slice, Duration turn) {

    static final TurnLimits GENERAL = new TurnLimits(32, Duration.ofMillis(1), Duration.ofMillis(3));
}
