package dev.gunjava.witness.peer;

import dev.gunjava.witness.Utf8;
import dev.gunjava.witness.VirtualTime;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.Route;
import dev.gunjava.witness.rtc.SessionDescription;
import dev.gunjava.witness.rtc.Traffic;
import dev.gunjava.witness.rtc.TrickledCandidate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One direction of an open channel in virtual time: in order, with a latency, and full when 1 MiB waits. */
class VirtualLink implements DataLink {
    static final long MAX_PENDING = 1 << 20;

    private final VirtualTime time;
    private final long latencyMillis;
    private final Deque<String> waiting = new ArrayDeque<>();
    private Consumer<String> receiver = text -> {};
    private long pending;
    private boolean blocked;
    private boolean over;

    VirtualLink(VirtualTime time, long latencyMillis) {
        this.time = time;
        this.latencyMillis = latencyMillis;
    }

    /** Says who hears what is sent. */
    void delivers(Consumer<String> to) {
        receiver = to;
    }

    /** Lets nothing through any more: what is sent waits. */
    void block() {
        blocked = true;
    }

    /** Lets through what waits, and what comes. */
    void unblock() {
        blocked = false;
        waiting.forEach(this::carry);
        waiting.clear();
    }

    @Override
    public boolean send(String text) {
        long bytes = Utf8.length(text);
        if (over || pending + bytes > MAX_PENDING) {
            return false;
        }
        pending += bytes;
        if (blocked) {
            waiting.add(text);
        } else {
            carry(text);
        }
        return true;
    }

    private void carry(String text) {
        time.after(latencyMillis, () -> {
            pending -= Utf8.length(text);
            if (!over) {
                receiver.accept(text);
            }
        });
    }

    @Override
    public long pendingBytes() {
        return pending;
    }

    @Override
    public Traffic traffic() {
        return new Traffic(0, 0, pending);
    }

    @Override
    public @Nullable Route route() {
        return null;
    }

    @Override
    public void abort() {
        over = true;
    }

    @Override
    public void close() {
        over = true;
    }

    @Override
    public void offer() {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public void answer(SessionDescription offer) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public void accept(SessionDescription answer) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public void candidate(TrickledCandidate candidate) {
        throw new UnsupportedOperationException("it is open");
    }
}
