package dev.gunjava.mesh;

import dev.gunjava.wire.EncodedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one socket. The mesh's thread fills it, the socket's thread empties it; both hold the
 * lock only to move references.
 *
 * <p>Like gun.js, it sends the first message of a burst as a bare object, and what has gathered behind it as arrays, cut
 * as gun.js cuts its batches. Two bounds: messages that the neighbor did not ask for make it too slow to keep; beyond
 * its limit of answers the mesh writes no further answer until half of that is sent.
 */
public final class Outbox {

    /** gun.js's {@code opt.pack}: a frame is not filled beyond this, in bytes here. */
    private static final int PACK = 9_000;

    /** By how many bytes the holding may be behind. */
    private static final long COARSENESS = 1 << 10;

    /** The bytes that an entry takes besides its message, and a message besides its text. */
    private static final int ENTRY_BYTES = 80;

    private final long toldBound;

    /** How many bytes may wait or be on their way before the mesh writes no further answer. */
    private final long answerBound;

    private final Budget.Holding holding;
    private final Deque<Entry> waiting = new ArrayDeque<>(1);
    private long bytes;
    private long toldBytes;

    /** The bytes of frames that are on their way. */
    private long untaken;

    private long weight;

    /** The part of the weight that the holding knows of. */
    private long accounted;

    private boolean inBurst;
    private boolean roomWanted;
    private boolean closed;

    /** @param weight the bytes that this receiver answers for */
    private record Entry(EncodedMessage message, boolean told, long weight) {}

    /**
     * What goes out as one frame.
     *
     * @param messages one message, sent bare, or several, sent as an array
     * @param length the bytes of the messages
     * @param weight the bytes that this receiver answers for until it is sent
     */
    public record Outgoing(List<EncodedMessage> messages, int length, long weight) {

        /** The bytes of the frame: a bare object for one message, an array for several. */
        public byte[] encode() {
            return Outbox.encode(messages);
        }
    }

    /**
     * An empty outbox.
     *
     * @param toldBound how many bytes of messages not asked for may wait
     * @param answerBound at how many bytes that wait no further answer is written
     * @param holding of the connection, for what waits
     */
    public Outbox(long toldBound, long answerBound, Budget.Holding holding) {
        this.toldBound = toldBound;
        this.answerBound = answerBound;
        this.holding = holding;
    }

    /** Adds an answer. */
    public void answer(EncodedMessage message) {
        add(new Entry(message, false, (long) ENTRY_BYTES + message.length()));
    }

    /**
     * Adds a message not asked for; returns false if the neighbor is too slow for it.
     *
     * @param receivers how many neighbors share the bytes of the message, at least 1
     */
    public boolean tell(EncodedMessage message, int receivers) {
        synchronized (this) {
            if (toldBytes > 0 && toldBytes + message.length() > toldBound) {
                return false;
            }
            toldBytes += message.length();
        }
        add(new Entry(message, true, ENTRY_BYTES + (long) message.length() / receivers));
        return true;
    }

    private void add(Entry entry) {
        synchronized (this) {
            if (closed) {
                return;
            }
            waiting.add(entry);
            bytes += entry.message().length();
            weight += entry.weight();
            settle();
        }
    }

    /**
     * Updates the holding when it differs by much or the outbox is empty. Most messages are sent at once, and each update
     * costs as much as adding a message.
     */
    private void settle() {
        long change = weight - accounted;
        if (change >= COARSENESS || (change < 0 && (weight == 0 || change <= -COARSENESS))) {
            accounted = weight;
            if (change > 0) {
                holding.hold(change);
            } else {
                holding.release(-change);
            }
        }
    }

    /** The bytes that wait. */
    public synchronized long bytes() {
        return bytes;
    }

    /** The bytes that wait or are on their way. */
    public synchronized long untakenBytes() {
        return bytes + untaken;
    }

    /** Whether the mesh may write a further answer; if not, {@link #takeRoomNotice} says when it may. */
    public synchronized boolean hasRoom() {
        boolean room = weight < answerBound;
        roomWanted |= !room;
        return room;
    }

    /** Whether the mesh was refused room, and there is some now; says so once. */
    public synchronized boolean takeRoomNotice() {
        boolean notice = roomWanted && weight < answerBound / 2;
        roomWanted &= !notice;
        return notice;
    }

    /** Takes what goes out next; null if nothing waits, which ends the burst. */
    public synchronized @Nullable Outgoing nextFrame() {
        if (waiting.isEmpty()) {
            inBurst = false;
            return null;
        }
        Entry first = take();
        int length = first.message().length();
        boolean alone = !inBurst || !fits(length);
        inBurst = true;
        if (alone) {
            untaken += length;
            return new Outgoing(List.of(first.message()), length, first.weight());
        }
        List<EncodedMessage> frame = new ArrayList<>();
        frame.add(first.message());
        long frameWeight = first.weight();
        while (fits(length)) {
            Entry next = take();
            frame.add(next.message());
            frameWeight += next.weight();
            length += next.message().length();
        }
        untaken += length;
        return new Outgoing(frame, length, frameWeight);
    }

    private boolean fits(int length) {
        Entry next = waiting.peek();
        return next != null && length + next.message().length() <= PACK;
    }

    private Entry take() {
        Entry taken = waiting.remove();
        int length = taken.message().length();
        bytes -= length;
        toldBytes -= taken.told() ? length : 0;
        return taken;
    }

    /** Releases what was taken, once it is sent or will never be. */
    public void sent(Outgoing frame) {
        synchronized (this) {
            weight -= frame.weight();
            untaken -= frame.length();
            settle();
        }
    }

    /** Whether nothing waits or is on its way. */
    public synchronized boolean isEmpty() {
        return weight == 0;
    }

    /** Forgets what waits, and takes nothing more: the connection is gone. */
    public void close() {
        synchronized (this) {
            closed = true;
            for (Entry entry : waiting) {
                weight -= entry.weight();
            }
            waiting.clear();
            bytes = 0;
            toldBytes = 0;
            settle();
        }
    }

    private static byte[] encode(List<EncodedMessage> frame) {
        if (frame.size() == 1) {
            return frame.get(0).utf8();
        }
        int length = 1 + frame.size();
        for (EncodedMessage message : frame) {
            length += message.length();
        }
        byte[] bytes = new byte[length];
        bytes[0] = '[';
        int at = 1;
        for (EncodedMessage message : frame) {
            System.arraycopy(message.utf8(), 0, bytes, at, message.length());
            at += message.length();
            bytes[at++] = ',';
        }
        bytes[length - 1] = ']';
        return bytes;
    }
}
