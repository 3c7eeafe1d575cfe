package dev.gunjava.witness.peer;

import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.SessionDescription;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Another peer, and what we hold for it. Owned by the thread of the peer. */
final class Neighbour {
    private static final int MAX_EARLY_CANDIDATES = 64;

    final String id;
    final LinkMachine machine;

    /** What its presence says of its free slots. */
    OptionalInt free = OptionalInt.empty();

    /** Whether it has given a sign of life of late, so that it is no ghost. */
    boolean sure;

    /** The link of the present attempt; null without one. */
    @Nullable
    DataLink link;

    /** Our description on that link, once it is ready, and the timestamp under which it was last written. */
    @Nullable
    SessionDescription described;

    long writtenAt;
    int candidatesWritten;

    /** Candidates of a description that has not come yet. */
    private final List<Signal.Candidate> early = new ArrayList<>();

    /** What is said over the channel while it is open; null otherwise. */
    @Nullable
    Conversation conversation;

    Neighbour(String id, LinkMachine machine) {
        this.id = id;
        this.machine = machine;
    }

    PeerView view() {
        return new PeerView(id, machine.state(), machine.reason());
    }

    boolean isOpen() {
        return machine.state() == LinkState.OPEN;
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
    void opened(DataLink channel, long now) {
        EnumSet<Extension> extensions = EnumSet.allOf(Extension.class);
        extensions.removeIf(extension -> !machine.understands(extension.word()));
        conversation = new Conversation(id, channel, extensions, now);
    }

    /** The link is no more. */
    void dropped() {
        link = null;
        described = null;
        candidatesWritten = 0;
        conversation = null;
    }
}
