package dev.gunjava.faults;

import dev.gunjava.Ack;
import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.transport.ConnectionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A client of our library and a real gun.js at one relay. 50 times a second ours writes what gun.js then reads, and gun.js
 * writes what ours then reads. Neither can answer itself, so that each read goes through the relay.
 */
final class Conversation implements AutoCloseable {
    private static final long PERIOD_MILLIS = 20;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration PROPAGATION = Duration.ofSeconds(30);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(20);
    private static final int THREADS = 200;

    private final String name = "talk" + GunText.id();
    private final Gun ours;
    private final GunJsClient theirs;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService speakers = Executors.newFixedThreadPool(THREADS);
    private final AtomicBoolean wasUp = new AtomicBoolean();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Queue<Long> writeNanos = new ConcurrentLinkedQueue<>();
    private final Queue<Long> readNanos = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    private Conversation(ProductRelay relay, GunJsClient theirs) {
        this.theirs = theirs;
        this.ours =
                Gun.builder().peer(relay.uri()).onConnection(this::connection).open();
        Awaitility.await("our client's connection").atMost(ANSWER).untilTrue(wasUp);
        Future<?> unusedPace = clock.scheduleAtFixedRate(
                () -> speakers.execute(this::exchange), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    static Conversation start(ProductRelay relay, GunJsClient theirs) {
        return new Conversation(relay, theirs);
    }

    private void connection(ConnectionEvent event) {
        if (event.state() == ConnectionEvent.State.UP) {
            wasUp.set(true);
        } else if (wasUp.get() && !clock.isShutdown()) {
            faults.add("our client was disconnected: " + event.reason());
        }
    }

    private void exchange() {
        int number = started.getAndIncrement();
        try {
            oursWrites(number);
            theirsWrites(number);
            done.incrementAndGet();
        } catch (AssertionError | ConditionTimeoutException | ExecutionException | TimeoutException fault) {
            faults.add("exchange " + number + ": " + fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void oursWrites(int number) throws InterruptedException, ExecutionException, TimeoutException {
        String soul = name + "/ours" + number;
        long due = System.nanoTime();
        Ack ack = ours.get(soul).put(Map.of("n", number)).get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        writeNanos.add(System.nanoTime() - due);
        if (!(ack instanceof Ack.Stored)) {
            throw new AssertionError("our write ended " + ack);
        }
        long read = System.nanoTime();
        // Not once(): where gun.js has a storage of its own, that gives up after 99 ms.
        theirs.on(List.of(soul, "n")).await("value " + number, value -> value.asInt(-1) == number);
        readNanos.add(System.nanoTime() - read);
    }

    private void theirsWrites(int number) {
        String soul = name + "/theirs" + number;
        theirs.write(List.of(soul), Map.of("n", number));
        long written = System.nanoTime();
        // gun.js is asked for no ack, as most pages do; so the value may still be under way when it is first asked for.
        Awaitility.await("what gun.js has written")
                .atMost(PROPAGATION)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        ours.get(soul).get("n").once().get(ANSWER.toSeconds(), TimeUnit.SECONDS) instanceof Once.Found);
        readNanos.add(System.nanoTime() - written);
    }

    /** Starts no more exchanges, waits for those under way, and disconnects our client. */
    HonestClient.Report finish() {
        close();
        List<String> found = new ArrayList<>(faults);
        if (theirs.peers() == 0) {
            found.add("gun.js has lost its relay");
        }
        return new HonestClient.Report(
                started.get(), done.get(), found, Latencies.of(writeNanos), Latencies.of(readNanos));
    }

    @Override
    public void close() {
        clock.shutdown();
        speakers.shutdown();
        try {
            if (!speakers.awaitTermination(LAST_ANSWERS.toSeconds(), TimeUnit.SECONDS)) {
                speakers.shutdownNow();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        ours.close();
    }
}
