package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Witness;
import java.util.List;

/**
 * A message on a data channel.
 *
 * <p>Each is immutable and so thread-safe. {@link Sync}, {@link New} and {@link Update} are those of the deployed pages;
 * {@link Ping} and {@link Pong} go only to peers that have announced {@code "ping"}.
 */
public sealed interface WitnessMessage {

    /**
     * Everything the sender has, or a piece of it.
     *
     * @param witnesses at most {@value WitnessCodec#MAX_WITNESSES}
     * @param timestamp when it was sent, ms since the epoch by the clock of the sender
     */
    record Sync(List<Witness> witnesses, long timestamp) implements WitnessMessage {
        public Sync {
            witnesses = List.copyOf(witnesses);
        }
    }

    /** A witness that the receiver may not know. */
    record New(Witness witness, long timestamp) implements WitnessMessage {}

    /** A witness that the receiver knows and whose count or expiry grew. */
    record Update(Witness witness, long timestamp) implements WitnessMessage {}

    /** Asks for a {@link Pong}: are you there? */
    record Ping(long t) implements WitnessMessage {}

    /** Answers a {@link Ping} with its {@code t}. */
    record Pong(long t) implements WitnessMessage {}
}
