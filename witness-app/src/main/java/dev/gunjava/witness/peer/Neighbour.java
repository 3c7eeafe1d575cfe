package dev.gunjava.witness.peer;

import dev.gunjava.witness.LinkRules;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.LocalDescription;
import dev.gunjava.witness.rtc.Route;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Another peer, and what we hold for it. Owned by the thread of the peer. */
final class Neighbour {
    private static final int MAX_EARLY_CANDIDATES = 64;

    final String id;
    final Dialect dialect;
    final LinkMachine machine;

    /** What its presence says of its free slots. */
    OptionalInt free = OptionalInt.empty();

    /** Whether it has given a sign of life of late, so that it is no ghost. */
    boolean sure;

    /** Whether it has given a sign of life while we watched, which a name that was merely written never does. */
    boolean changing;

    /** When its last sign of life came; monotonic, ms. */
    long seenAt;

    /** When it came to its state, ms since the epoch. */
    long since;

    /** When the present attempt began; monotonic, ms. */
    long attemptAt;

    /** The way that listeners were told of last. */
    @Nullable
    Route toldRoute;

    /** The link of the present attempt; null without one. */
    @Nullable
    DataLink link;

    /** Our description on that link, once it is ready, and the timestamp under which it was last written. */
    @Nullable
    LocalDescription described;

    /** When the link asked to be made anew, and when something last came over it; monotonic, ms. */
    OptionalLong agedAt = OptionalLong.empty();

    long lastHeard;
    long writtenAt;
    int candidatesWritten;

    /** Candidates of a description that has not come yet. */
    private final List<Signal.Candidate> early = new ArrayList<>();

    /** What is said over the channel while it is open; null otherwise. */
    @Nullable
    Conversation conversation;

    /** @param since when it came to its state, ms since the epoch */
    Neighbour(String id, Dialect dialect, LinkMachine machine, long since) {
        this.id = id;
        this.dialect = dialect;
        this.since = since;
        this.machine = machine;
    }

    PeerView view() {
        return new PeerView(id, machine.state(), machine.reason(), since, detail());
    }

    private @Nullable LinkDetail detail() {
        if (conversation == null) {
            return null;
        }
        DataLink channel = conversation.link;
        Route route = channel.route();
        long pinged = conversation.heartbeat.roundTripMillis();
        Double roundTrip =
                pinged >= 0 ? (Double) (double) pinged : route == null ? null : (Double) route.roundTripMillis();
        return new LinkDetail(roundTrip, route, channel.traffic());
    }

    boolean isOpen() {
        return machine.state() == LinkState.OPEN;
    }

    /** Whether a link exists that is not open yet. */
    boolean isConnecting() {
        return machine.state().isBusy() && !isOpen();
    }

    /** Whether its link asks to be made anew, and either is quiet or has asked for too long. */
    boolean mayBeRenewed(long now) {
        return isOpen()
                && agedAt.isPresent()
                && (isQuiet(now) || now - agedAt.getAsLong() >= Neighbourhood.MAX_AGED_MILLIS);
    }

    private boolean isQuiet(long now) {
        return now - lastHeard >= Neighbourhood.QUIET_MILLIS && conversation != null && conversation.isIdle();
    }

    /** Keeps a candidate until its description comes; when too many wait, the oldest goes. */
    void keep(Signal.Candidate candidate) {
        if (early.size() >= MAX_EARLY_CANDIDATES) {
            early.remove(0);
        }
        early.add(candidate);
    }

    /** The candidates that waited for a description, which are forgotten with all others. */
    List<Signal.Candidate> takeEarly(long timestamp) {
        List<Signal.Candidate> fitting =
                early.stream().filter(kept -> kept.timestamp() == timestamp).toList();
        early.clear();
        return fitting;
    }

    /** A channel has opened. */
    void opened(DataLink channel, LinkRules rules, long now) {
        EnumSet<Extension> extensions = EnumSet.allOf(Extension.class);
        extensions.removeIf(extension -> !machine.understands(extension.word()));
        conversation = new Conversation(id, channel, dialect.codec, extensions, rules, now);
    }

    /** The link is no more. */
    void dropped() {
        link = null;
        described = null;
        toldRoute = null;
        agedAt = OptionalLong.empty();
        candidatesWritten = 0;
        conversation = null;
    }
}
