package dev.gunjava.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Sends frames as fast as the relay takes them, on a thread of its own, until all are sent or the connection ends. */
final class Flood {
    /** A relay that has taken nothing for so long has stopped reading that connection. */
    private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final Thread thread;
    /** Written by the sending thread alone. */
    private volatile long bytesSent;
    /** Written by the sending thread alone. */
    private volatile long lastProgress = System.nanoTime();

    private Flood(RawWebSocket connection, Iterator<byte[]> frames) {
        thread = new Thread(() -> run(connection, frames), "flood");
        thread.setDaemon(true);
    }

    static Flood start(RawWebSocket connection, Iterator<byte[]> frames) {
        Flood flood = new Flood(connection, frames);
        flood.thread.start();
        return flood;
    }

    private void run(RawWebSocket connection, Iterator<byte[]> frames) {
        long sent = 0;
        try {
            while (frames.hasNext()) {
                byte[] frame = frames.next();
                connection.send(frame);
                sent += frame.length;
                bytesSent = sent;
                lastProgress = System.nanoTime();
            }
        } catch (IOException ended) {
            // The relay or the test has closed the connection, which ends the flood.
        }
    }

    /** Waits until the relay has taken everything, has ended the connection, has stopped reading it, or time is up. */
    void awaitEnd(Duration atMost) {
        awaitEnd(List.of(this), atMost);
    }

    /** Waits for the end of each of them, as {@link #awaitEnd(Duration)}, with one time for all. */
    static void awaitEnd(List<Flood> floods, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        Awaitility.await("the end of a flood")
                .atMost(atMost.plusSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> floods.stream().allMatch(Flood::isOver) || System.nanoTime() > end);
    }

    private boolean isOver() {
        return !thread.isAlive() || System.nanoTime() - lastProgress > HELD_NANOS;
    }

    long bytesSent() {
        return bytesSent;
    }
}
