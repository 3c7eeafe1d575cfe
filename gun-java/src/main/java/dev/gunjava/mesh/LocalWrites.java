package dev.gunjava.mesh;

import dev.gunjava.limits.ClientLimits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our own writes until a relay has acked them, in order, so that they can be sent again over a new connection. Owned by
 * the thread of the mesh.
 *
 * <p>At the bound the oldest write that has waited in vain for an ack gives way; if all are still within their time,
 * the new write fails.
 */
final class LocalWrites {

    private final int most;
    private final long mostBytes;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private long bytes;

    LocalWrites(ClientLimits limits) {
        this.most = limits.writes();
        this.mostBytes = limits.writesBytes();
    }

    /** A write under way. */
    static final class Pending {
        final OutgoingPut put;
        private @Nullable WriteListener listener;

        Pending(OutgoingPut put, WriteListener listener) {
            this.put = put;
            this.listener = listener;
        }

        int length() {
            return put.message().length();
        }

        /** The listener, the first time; a write ends once. */
        private @Nullable WriteListener end() {
            WriteListener ended = listener;
            listener = null;
            return ended;
        }
    }

    /** Whether so many more messages, of this length together, can be kept. */
    boolean makeRoom(int messages, int length) {
        Iterator<Pending> oldestFirst = pending.values().iterator();
        while (!hasRoom(messages, length) && oldestFirst.hasNext()) {
            Pending oldest = oldestFirst.next();
            if (oldest.listener == null) {
                bytes -= oldest.length();
                oldestFirst.remove();
            }
        }
        return hasRoom(messages, length);
    }

    private boolean hasRoom(int messages, int length) {
        return pending.size() + messages <= most && bytes + length <= mostBytes;
    }

    void add(OutgoingPut put, WriteListener listener) {
        Pending added = new Pending(put, listener);
        pending.put(put.id(), added);
        bytes += added.length();
    }

    /** Ends a write with the ack of a relay; returns whether the id was of one. */
    boolean ack(String id, @Nullable String error) {
        Pending acked = pending.remove(id);
        if (acked == null) {
            return false;
        }
        bytes -= acked.length();
        WriteListener listener = acked.end();
        if (listener != null && error == null) {
            listener.stored();
        } else if (listener != null) {
            listener.refused(error == null ? "" : error);
        }
        return true;
    }

    /** Stops waiting for the ack of a write; it is still sent again over new connections. */
    void giveUp(String id, String reason) {
        Pending waiting = pending.get(id);
        WriteListener listener = waiting == null ? null : waiting.end();
        if (listener != null) {
            listener.failed(reason);
        }
    }

    /** Fails all that still wait, for good. */
    void close() {
        for (String id : List.copyOf(pending.keySet())) {
            giveUp(id, "closed before a relay acknowledged the write");
        }
        pending.clear();
    }

    /** The writes without an ack, oldest first. */
    List<OutgoingPut> unacked() {
        List<OutgoingPut> puts = new ArrayList<>(pending.size());
        pending.values().forEach(write -> puts.add(write.put));
        return puts;
    }
}
