package dev.gunjava.mesh;

import dev.gunjava.wire.EncodedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The messages that wait for one socket. The mesh's thread fills it, the socket's thread empties it; both hold the
 * lock only to move references.
 *
 * <p>As from gun.js, the first message of a burst goes out as a bare object, and what has gathered behind it as arrays, cut
 * as gun.js cuts its batches. Two bounds: messages that the neighbor did not ask for make it too slow to
 * keep; answers only say that it should be read from no more for now.
 */
public final class Outbox {

    /** gun.js's {@code opt.pack}: a frame is not filled beyond this, in bytes here. */
    private static final int PACK = 9_000;

    private final long toldBound;
    private final Deque<Waiting> waiting = new ArrayDeque<>(1);
    private long bytes;
    private long toldBytes;
    private boolean inBurst;

    private record Waiting(EncodedMessage message, boolean told) {}

    /** @param toldBound how many bytes of messages not asked for may wait */
    public Outbox(long toldBound) {
        this.toldBound = toldBound;
    }

    /** Adds an answer. */
    public synchronized void answer(EncodedMessage message) {
        waiting.add(new Waiting(message, false));
        bytes += message.length();
    }

    /** Adds a message not asked for; returns false if the neighbor is too slow for it. */
    public synchronized boolean tell(EncodedMessage message) {
        if (toldBytes > 0 && toldBytes + message.length() > toldBound) {
            return false;
        }
        waiting.add(new Waiting(message, true));
        bytes += message.length();
        toldBytes += message.length();
        return true;
    }

    /** The bytes that wait. */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Takes the messages of the next frame: one, or several to be sent as an array; empty if nothing waits, which ends the
     * burst.
     */
    public synchronized List<EncodedMessage> nextFrame() {
        if (waiting.isEmpty()) {
            inBurst = false;
            return List.of();
        }
        EncodedMessage first = take();
        int length = first.length();
        boolean alone = !inBurst || !fits(length);
        inBurst = true;
        if (alone) {
            return List.of(first);
        }
        List<EncodedMessage> frame = new ArrayList<>();
        frame.add(first);
        while (fits(length)) {
            EncodedMessage next = take();
            frame.add(next);
            length += next.length();
        }
        return frame;
    }

    private boolean fits(int length) {
        Waiting next = waiting.peek();
        return next != null && length + next.message().length() <= PACK;
    }

    private EncodedMessage take() {
        Waiting taken = waiting.remove();
        int length = taken.message().length();
        bytes -= length;
        toldBytes -= taken.told() ? length : 0;
        return taken.message();
    }

    /** The bytes of a frame: a bare object for one message, an array for several. */
    public static byte[] encode(List<EncodedMessage> frame) {
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
