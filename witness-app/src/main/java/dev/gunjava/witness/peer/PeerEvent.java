package dev.gunjava.witness.peer;

import dev.gunjava.witness.Witness;
import java.util.Locale;

/** What a witness peer tells its listeners. Each is immutable and so thread-safe. */
public sealed interface PeerEvent {

    /** When it happened, ms since the epoch. */
    long at();

    /** A witness came, grew or left. */
    record WitnessChanged(long at, Change change, Witness witness) implements PeerEvent {}

    /** How the peer is connected has changed. */
    record StatusChanged(long at, String peerId, ConnectionStatus status) implements PeerEvent {}

    /** The connection to another peer has changed its state. */
    record LinkChanged(long at, PeerView view) implements PeerEvent {}

    /** Something that people may want to read. */
    record Logged(long at, Level level, String text) implements PeerEvent {}

    /** What happened to a witness. */
    enum Change {
        ADDED,
        UPDATED,
        REMOVED;

        /** The word in the JSON of events. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How much it matters. */
    enum Level {
        INFO,
        WARN;

        /** The word in the JSON of events. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
