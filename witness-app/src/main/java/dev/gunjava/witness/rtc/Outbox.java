package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelState;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The texts that wait for their channel, at most 1 MiB of them, and no more than another MiB inside the native library:
 * that one closes the channel without a word when its own queue overflows.
 *
 * <p>{@link #reserve} and {@link #pendingBytes} may be called by any thread, the rest by the engine's owner alone.
 */
final class Outbox {
    static final long MAX_QUEUED = 1 << 20;
    private static final long MAX_BUFFERED = 1 << 20;
    /** What an entry costs beside its bytes, so that empty texts are bounded too. */
    private static final long OVERHEAD = 64;

    private final Queue<byte[]> queue = new ArrayDeque<>();
    private final AtomicLong queued = new AtomicLong();
    private volatile long buffered;
    private volatile long sent;

    /** Claims room for a text; what has claimed room must be added. */
    boolean reserve(int bytes) {
        long cost = bytes + OVERHEAD;
        if (queued.addAndGet(cost) <= MAX_QUEUED) {
            return true;
        }
        queued.addAndGet(-cost);
        return false;
    }

    void add(byte[] text) {
        queue.add(text);
    }

    long pendingBytes() {
        return queued.get() + buffered;
    }

    /** Bytes that a channel has taken so far. */
    long sentBytes() {
        return sent;
    }

    /**
     * Gives the channel what it can take now.
     *
     * @return true if something is left to do later
     */
    boolean drainTo(@Nullable RTCDataChannel channel) throws Exception {
        if (channel == null || channel.getState() != RTCDataChannelState.OPEN) {
            buffered = 0;
            return false;
        }
        buffered = channel.getBufferedAmount();
        for (byte[] next = queue.peek(); next != null && buffered + next.length <= MAX_BUFFERED; next = queue.peek()) {
            channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(next), false));
            queue.remove();
            queued.addAndGet(-(next.length + OVERHEAD));
            count(next.length);
            buffered = channel.getBufferedAmount();
        }
        return pendingBytes() > 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the owner alone writes
    private void count(int bytes) {
        sent += bytes;
    }
}
