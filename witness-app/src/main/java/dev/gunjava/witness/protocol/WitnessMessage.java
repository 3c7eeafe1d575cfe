package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Witness;
import java.util.List;

/**
 * A message on a data channel.
 *
 * <p>Each is immutable and so thread-safe. {@link Sync}, {@link New} and {@link Update} are those of the deployed pages; the
 * others go only to peers that have announced their {@link Extension}. Source: docs/protocol.md.
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

    /**
     * A witness that the receiver knows and that has grown. From a peer without {@link Extension#COUNTS}: which that peer
     * has witnessed again.
     */
    record Update(Witness witness, long timestamp) implements WitnessMessage {}

    /** Asks for a {@link Pong}: are you there? */
    record Ping(long t) implements WitnessMessage {}

    /** Answers a {@link Ping} with its {@code t}. */
    record Pong(long t) implements WitnessMessage {}

    /**
     * Several messages in one, as if they had come one after the other.
     *
     * @param items at most {@value WitnessCodec#MAX_ITEMS}; none of them a batch
     */
    record Batch(List<WitnessMessage> items) implements WitnessMessage {
        public Batch {
            items = List.copyOf(items);
        }
    }

    /**
     * Says what the sender has, as a {@link FieldDigest}.
     *
     * @param size of how many witnesses; for people
     */
    record Digest(String hash, int size) implements WitnessMessage {}

    /**
     * What the sender has, in answer to a {@link Digest} that is not its own.
     *
     * @param versions newest witness first; at most {@value WitnessCodec#MAX_WITNESSES}
     */
    record Versions(List<Version> versions) implements WitnessMessage {
        public Versions {
            versions = List.copyOf(versions);
        }
    }
}
