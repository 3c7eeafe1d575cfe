package dev.gunjava.witness.rtc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what was received and is not heard yet: 4 MiB at most may wait for a listener, further messages are dropped.
 *
 * <p>Thread-safe.
 */
final class Inbox {
    static final long MAX_UNHEARD = 4 << 20;
    /** What a message costs beside its bytes, so that empty ones are bounded too. */
    private static final long OVERHEAD = 256;

    private final AtomicLong unheard = new AtomicLong();
    private final LongAdder received = new LongAdder();

    /** Claims room for a message; what has claimed room must be heard. */
    boolean reserve(int bytes) {
        received.add(bytes);
        if (unheard.addAndGet(bytes + OVERHEAD) <= MAX_UNHEARD) {
            return true;
        }
        heard(bytes);
        return false;
    }

    void heard(int bytes) {
        unheard.addAndGet(-(bytes + OVERHEAD));
    }

    long receivedBytes() {
        return received.sum();
    }
}
