package dev.gunjava.witness.peer;

import dev.gunjava.witness.protocol.Extension;
import java.time.Duration;
import java.util.List;

/**
 * What time alone brings: attempts end, what waited for a full channel goes out, silent links are asked, and all are
 * compared. While no connection is being made and nothing waits it looks less often, so that an idle peer costs little.
 *
 * <p>Owned by the thread of the peer.
 */
final class Upkeep {
    private static final Duration BUSY = Duration.ofMillis(200);
    private static final Duration CALM = Duration.ofMillis(500);
    private static final Duration COMPARE = Duration.ofMillis(Gossip.COMPARE_MILLIS);

    private final Neighbourhood neighbourhood;
    private final Gossip gossip;
    private final Fallback fallback;
    private final PeerLoop loop;

    Upkeep(Neighbourhood neighbourhood, Gossip gossip, Fallback fallback, PeerLoop loop) {
        this.neighbourhood = neighbourhood;
        this.gossip = gossip;
        this.fallback = fallback;
        this.loop = loop;
    }

    void start() {
        loop.after(BUSY, this::tick);
        loop.every(COMPARE, () -> neighbourhood.conversations().forEach(gossip::compare));
    }

    private void tick() {
        boolean calm = false;
        try {
            neighbourhood.tick();
            List<Neighbour> open = neighbourhood.open();
            fallback.connections(open.size());
            boolean nothingWaits = true;
            for (Neighbour neighbour : open) {
                nothingWaits &= keep(neighbour);
            }
            calm = nothingWaits && !neighbourhood.awaitsTime();
        } finally {
            loop.after(calm ? CALM : BUSY, this::tick);
        }
    }

    /** Returns whether nothing waits for the link any more. */
    private boolean keep(Neighbour neighbour) {
        Conversation conversation = neighbour.conversation;
        if (conversation == null) {
            return true;
        }
        gossip.flush(conversation);
        if (conversation.understands(Extension.PING)) {
            switch (conversation.heartbeat.beat(PeerLoop.millis())) {
                case NOTHING -> {}
                case PING -> gossip.ping(conversation);
                case GONE -> neighbourhood.silent(neighbour);
            }
        }
        return conversation.pending.isEmpty();
    }
}
