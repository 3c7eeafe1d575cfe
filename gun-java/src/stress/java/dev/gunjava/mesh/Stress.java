package dev.gunjava.mesh;

import dev.gunjava.graph.TimeSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the stress tests share. */
final class Stress {

    /** The one outcome that is acceptable; every other one names a promise that was broken. */
    static final String FINE = "fine";

    /** How long to wait for what must come at once, in ms; long, since the machine may have other work. */
    static final long PATIENCE_MILLIS = 30_000;

    private static final int SPINS = 1_000;
    private static final long NAP_NANOS = 1_000;

    private static volatile boolean broken;

    private Stress() {}

    /** Waits until a condition holds; returns whether it did in time. After a first failure it does not wait any more. */
    static boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        for (int looks = 0; !condition.getAsBoolean(); looks++) {
            if (broken || System.nanoTime() > end) {
                broken = true;
                return false;
            }
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                // The loop may need this very core.
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
        return true;
    }

    /**
     * A clock that goes back by an hour at each look, so that a sleep until "a second from now" lasts for an hour: a
     * wake-up that is lost then fails the test, where it would otherwise only delay a task by a second. Nothing becomes
     * due meanwhile.
     */
    static final class BackwardClock implements TimeSource {
        private static final long HOUR_MILLIS = 3_600_000;

        private final AtomicLong now = new AtomicLong(Long.MAX_VALUE / 4);

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long elapsedMillis() {
            return now.addAndGet(-HOUR_MILLIS);
        }

        @Override
        public long elapsedNanos() {
            return System.nanoTime();
        }
    }
}
