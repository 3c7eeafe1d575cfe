package dev.gunjava.witness.peer;

import dev.gunjava.witness.LinkRules;
import dev.gunjava.witness.TokenBucket;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.MessageCodec;
import dev.gunjava.witness.rtc.DataLink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is said to one other peer while the channel to it is open: what it has seen, and the ids of which it has yet to see
 * something. Never a message, so that a slow channel holds little.
 *
 * <p>Owned by the thread of the peer.
 */
final class Conversation {
    final String peer;
    final DataLink link;
    final MessageCodec codec;
    final Shown shown;

    /** Of which the link has yet to see something, and whether that was witnessed again here; no more than are alive. */
    final Map<String, Boolean> pending = new LinkedHashMap<>();

    /** What the link may bring. */
    final Rate rate;

    /** How many witnesses may be sent over the link now. */
    final TokenBucket sent;

    /** How many of them the link may not have seen yet. */
    final TokenBucket sentNew;

    final Heartbeat heartbeat;

    /** Whether what comes up waits for the end of this turn of the loop, to go out together. */
    boolean gathers;

    /** Whether a digest of ours has gone out that no versions have answered yet. */
    boolean compares;

    /** Before then no digest is answered; monotonic, ms. */
    long answersAgain;

    private final Set<Extension> extensions;

    /**
     * @param codec how the other peer writes messages
     * @param extensions what the other peer understands
     * @param now monotonic time, ms
     */
    Conversation(String peer, DataLink link, MessageCodec codec, Set<Extension> extensions, LinkRules rules, long now) {
        this.peer = peer;
        this.link = link;
        this.codec = codec;
        this.extensions = Set.copyOf(extensions);
        this.shown = new Shown(extensions.contains(Extension.COUNTS));
        this.rate = new Rate(rules, now);
        this.sent = new TokenBucket(rules.sent(), TimeUnit.MILLISECONDS.toNanos(now));
        this.sentNew = new TokenBucket(rules.sentNew(), TimeUnit.MILLISECONDS.toNanos(now));
        this.heartbeat = new Heartbeat(now);
        this.answersAgain = now;
    }

    boolean understands(Extension extension) {
        return extensions.contains(extension);
    }

    /** Whether a witness as it is has left this machine over the link. */
    boolean hasSent(Witness witness) {
        return !shown.lacks(witness) && link.pendingBytes() == 0;
    }

    /** Whether there is nothing that has yet to go out. */
    boolean isIdle() {
        return pending.isEmpty() && link.pendingBytes() == 0;
    }

    /** A witness is over. */
    void forget(String id) {
        shown.forget(id);
        pending.remove(id);
    }
}
