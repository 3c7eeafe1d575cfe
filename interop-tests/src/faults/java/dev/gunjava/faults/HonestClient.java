package dev.gunjava.faults;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client as others are: 50 times a second it writes a value and, once the write is acked, reads it back, at the same
 * relay or at another one. It keeps its pace however late the answers are, and counts a latency from the moment at which
 * the request was due.
 */
final class HonestClient implements AutoCloseable {
    private static final long PERIOD_MILLIS = 20;
    /** So many souls are written in turn, fewer than a relay lets one connection subscribe to. */
    private static final int SOULS = 500;
    /** How long outstanding answers are waited for at the end. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(45);

    /** How long a client may take for pairs that a test waits for. */
    private static final Duration AT_WORK = Duration.ofSeconds(30);
    /** A write from the future may be acked before it can be read: B31 is another fault. */
    private static final Duration EARLY_ACK = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofMillis(50);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String name;
    private final long aheadMillis;
    private final Duration propagation;
    private final RawWebSocket writer;
    private final RawWebSocket reader;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "honest client");
        thread.setDaemon(true);
        return thread;
    });
    private final long startedAt = System.nanoTime();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Map<String, Pair> unacked = new ConcurrentHashMap<>();
    private final Map<String, Pair> unread = new ConcurrentHashMap<>();
    private final Queue<Long> putNanos = new ConcurrentLinkedQueue<>();
    private final Queue<Long> getNanos = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** A write and the read that follows it; {@code since} is when the one under way was due. */
    private record Pair(int number, String soul, long since) {}

    private HonestClient(String name, ProductRelay write, ProductRelay read, Duration ahead, Duration propagation) {
        this.name = name;
        this.aheadMillis = ahead.toMillis();
        this.propagation = propagation;
        this.writer = RawWebSocket.open(write, text -> hear(text, true));
        this.reader = write == read ? writer : RawWebSocket.open(read, text -> hear(text, false));
        CompletableFuture<?> unusedWriting =
                writer.closed().thenAccept(code -> ended("the connection for writing", code, writer));
        CompletableFuture<?> unusedReading =
                reader.closed().thenAccept(code -> ended("the connection for reading", code, reader));
        Future<?> unusedPace = clock.scheduleAtFixedRate(this::startPair, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Starts a client of one relay. */
    static HonestClient start(ProductRelay relay) {
        return new HonestClient("honest" + GunText.id(), relay, relay, Duration.ZERO, Duration.ZERO);
    }

    /** Starts a client of one relay whose clock is ahead: its values need not be found before their time has come. */
    static HonestClient startAhead(ProductRelay relay, Duration ahead) {
        return new HonestClient("honest" + GunText.id(), relay, relay, ahead, ahead.plus(EARLY_ACK));
    }

    /** Starts a client that reads at another relay than it writes to, where a value may arrive a little later. */
    static HonestClient startAcross(ProductRelay write, ProductRelay read, Duration propagation) {
        return new HonestClient("honest" + GunText.id(), write, read, Duration.ZERO, propagation);
    }

    private void startPair() {
        int number = started.getAndIncrement();
        long due = startedAt + TimeUnit.MILLISECONDS.toNanos(number * PERIOD_MILLIS);
        Pair pair = new Pair(number, name + "/" + number % SOULS, due);
        String id = GunText.id();
        unacked.put(id, pair);
        long state = System.currentTimeMillis() + aheadMillis;
        send(writer, GunText.put(id, pair.soul, "n", Integer.toString(number), state));
    }

    private void read(Pair pair) {
        String id = GunText.id();
        unread.put(id, pair);
        send(reader, GunText.get(id, pair.soul, "n"));
    }

    private void send(RawWebSocket connection, String message) {
        try {
            connection.sendText(message);
        } catch (UncheckedIOException ended) {
            clock.shutdown();
        }
    }

    private void ended(String what, int code, RawWebSocket connection) {
        if (!clock.isShutdown()) {
            faults.add(what + " was closed with " + code + ", " + connection.closeReason());
            clock.shutdown();
        }
    }

    private void hear(String text, boolean isWriter) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return;
        }
        JsonNode heard = JSON.readTree(text);
        for (JsonNode message : heard.isArray() ? heard : List.of(heard)) {
            if (message.has("get")) {
                // A relay asks its clients too; this one has nothing that the relay lacks, and says so.
                String answer = "{\"#\":\"" + GunText.id() + "\",\"@\":"
                        + GunText.quote(message.path("#").asString("")) + "}";
                send(isWriter ? writer : reader, answer);
            } else if (message.has("@")) {
                hearAnswer(message, message.path("@").asString(""));
            }
        }
    }

    private void hearAnswer(JsonNode message, String id) {
        Pair written = unacked.remove(id);
        if (written != null) {
            long latency = System.nanoTime() - written.since - TimeUnit.MILLISECONDS.toNanos(aheadMillis);
            putNanos.add(Math.max(0, latency));
            if (message.has("err")) {
                faults.add("put " + written.number + " was refused: " + message.path("err"));
            } else {
                read(new Pair(written.number, written.soul, System.nanoTime()));
            }
            return;
        }
        Pair asked = unread.get(id);
        if (asked != null && message.has("put") && isIn(message, asked)) {
            unread.remove(id);
            getNanos.add(System.nanoTime() - asked.since);
            done.incrementAndGet();
        } else if (asked != null && !message.has("put") && unread.remove(id) != null) {
            notFound(asked);
        }
    }

    /** Whether the answer has the value that was written, or one that this client has written there since. */
    private static boolean isIn(JsonNode message, Pair asked) {
        String value = message.path("put").path(asked.soul).path("n").asString("");
        return !value.isEmpty() && Integer.parseInt(value) >= asked.number;
    }

    private void notFound(Pair asked) {
        if (System.nanoTime() - asked.since > propagation.toNanos()) {
            faults.add("value " + asked.number + " was acked and is not found");
        } else if (!clock.isShutdown()) {
            var unused = clock.schedule(() -> read(asked), RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            read(asked);
        }
    }

    /** Lets this client work until so many more pairs are complete, or it is clear that something is wrong. */
    void awaitPairs(int more) {
        int before = done.get();
        long end = System.nanoTime() + AT_WORK.toNanos();
        Awaitility.await("honest pairs")
                .atMost(AT_WORK.multipliedBy(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> done.get() >= before + more || !faults.isEmpty() || System.nanoTime() > end);
    }

    /** Starts no more pairs, waits for the last answers, and disconnects. */
    Report finish() {
        clock.shutdown();
        try {
            Awaitility.await()
                    .atMost(LAST_ANSWERS)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> (unacked.isEmpty() && unread.isEmpty())
                            || writer.closed().isDone()
                            || reader.closed().isDone());
        } catch (ConditionTimeoutException late) {
            // What has no answer by now is reported as lost.
        }
        close();
        List<String> found = new ArrayList<>(faults);
        if (!unacked.isEmpty()) {
            found.add(unacked.size() + " puts have no ack");
        }
        if (!unread.isEmpty()) {
            found.add(unread.size() + " gets have no answer");
        }
        return new Report(started.get(), done.get(), found, Latencies.of(putNanos), Latencies.of(getNanos));
    }

    @Override
    public void close() {
        clock.shutdown();
        writer.close();
        reader.close();
    }

    /**
     * What an honest client has seen.
     *
     * @param started how many pairs of put and get it has started
     * @param done how many of them are complete
     * @param faults what went wrong, in words
     * @param puts how long acks took
     * @param gets how long answers took
     */
    record Report(int started, int done, List<String> faults, Latencies puts, Latencies gets) {
        private static final int QUOTED_FAULTS = 5;

        /** Fails if anything was lost or refused, or if the client was disconnected. */
        Report assertNothingLost() {
            if (!faults.isEmpty() || done < started) {
                Assertions.fail("an honest client was not served: " + this);
            }
            return this;
        }

        /** Fails if any answer took longer; meant for stalls of tens of seconds, not for performance. */
        Report assertServedWithin(Duration bound) {
            assertNothingLost();
            if (Math.max(puts.max(), gets.max()) > bound.toMillis()) {
                Assertions.fail("an honest client waited longer than " + bound + ": " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return done + " of " + started + " pairs; put " + puts + "; get " + gets
                    + (faults.isEmpty()
                            ? ""
                            : "; " + faults.size() + " faults: "
                                    + String.join("; ", faults.subList(0, Math.min(QUOTED_FAULTS, faults.size()))));
        }
    }
}
