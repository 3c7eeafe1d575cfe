package dev.gunjava.witness.peer;

import dev.gunjava.witness.discovery.Correspondence;
import dev.gunjava.witness.discovery.Herald;
import dev.gunjava.witness.discovery.Presence;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.discovery.Verdict;
import dev.gunjava.witness.protocol.MessageCodec;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * One kind of peer and how it is met: where it says that it is there, how it writes letters, and what it speaks on a
 * channel. Connections are made in the same way with all.
 *
 * <p>Owned by the thread of the peer.
 */
final class Dialect implements Presence.Listener {
    final Herald herald;
    final Correspondence letters;
    final MessageCodec codec;

    private final Neighbourhood neighbourhood;
    private final Function<String, Turn> turn;

    /**
     * @param herald made with who listens to it
     * @param letters made with who hears of what others write
     * @param turn by the id of the other peer
     */
    Dialect(
            Neighbourhood neighbourhood,
            Function<Presence.Listener, Herald> herald,
            Function<Dialect, Correspondence> letters,
            MessageCodec codec,
            Function<String, Turn> turn) {
        this.neighbourhood = neighbourhood;
        this.codec = codec;
        this.turn = turn;
        this.letters = letters.apply(this);
        this.herald = herald.apply(this);
    }

    Turn turn(String peer) {
        return turn.apply(peer);
    }

    @Override
    public void here(String peer, Verdict verdict, OptionalInt free) {
        neighbourhood.here(this, peer, verdict, free);
    }

    @Override
    public void gone(String peer) {
        neighbourhood.gone(this, peer);
    }

    /** A letter came. */
    void signalled(Signal signal) {
        neighbourhood.signalled(this, signal);
    }
}
