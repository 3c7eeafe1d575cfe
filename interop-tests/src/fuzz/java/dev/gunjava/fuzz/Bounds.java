package dev.gunjava.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the thread of a fuzzer may use for one input. CPU time, because the machine has other work too; allocated bytes,
 * because they bound what can be held and depend on the input alone.
 */
public final class Bounds {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** How much more Jazzer's instrumentation allocates: it looks at each step of a regular expression, among others. */
    private static final int INSTRUMENTED = System.getenv("JAZZER_FUZZ") == null ? 1 : 16;

    private final Duration time;
    private final long bytes;

    /**
     * Bounds of one target.
     *
     * @param bytes what an input may allocate where nothing is instrumented
     * @param common inputs that make the JVM load and instrument what most inputs need
     */
    public Bounds(Duration time, long bytes, Runnable common) {
        this.time = time;
        this.bytes = bytes * INSTRUMENTED;
        common.run();
    }

    /** Runs what one input causes; a second time if it used too much, since the first may have loaded classes. */
    public void keep(Runnable input) {
        Use first = Use.of(input);
        Use use = isAllowed(first) ? first : Use.of(input);
        if (!isAllowed(use)) {
            throw new AssertionError(
                    "the input has used " + use + ", allowed are " + bytes + " bytes and " + time.toMillis() + " ms");
        }
    }

    private boolean isAllowed(Use use) {
        return use.allocated <= bytes && use.millis <= time.toMillis();
    }

    /** What an input has used. */
    private record Use(long allocated, long millis) {

        static Use of(Runnable input) {
            long began = THREADS.getCurrentThreadCpuTime();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            input.run();
            return new Use(
                    THREADS.getCurrentThreadAllocatedBytes() - before,
                    TimeUnit.NANOSECONDS.toMillis(THREADS.getCurrentThreadCpuTime() - began));
        }

        @Override
        public String toString() {
            return allocated + " bytes and " + millis + " ms of CPU";
        }
    }
}
