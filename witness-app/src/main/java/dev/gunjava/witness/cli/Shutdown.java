package dev.gunjava.witness.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for Ctrl-C or a SIGTERM, and then keeps the process alive until the command has put its things in order, for at
 * most five seconds. To be opened before all that is to be closed, so that closing it comes last.
 */
final class Shutdown implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean failed;

    Shutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::hold, "shutdown"));
    }

    private void hold() {
        asked.countDown();
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.FAULT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the process to end because something has failed that it cannot do without. */
    void fail() {
        failed = true;
        asked.countDown();
    }

    /** The exit code of a process that was asked to end: zero unless something has failed. */
    int exitCode() {
        return failed ? ExitCode.FAULT : ExitCode.OK;
    }

    /** Waits until the process is asked to end. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Waits until the process is asked to end, or the time is up; returns whether it was asked. */
    boolean await(long millis) throws InterruptedException {
        return asked.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether the process was asked to end. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    @Override
    public void close() {
        done.countDown();
    }
}
