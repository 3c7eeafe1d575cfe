package dev.gunjava.witness.bench;

import dev.gunjava.witness.probe.GunSocket;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongFunction;
import tools.jackson.databind.JsonNode;

/**
 * Figures of a relay, as those who are connected to it see them. The load is made here, so with a relay on the same
 * machine both share its cores. It writes under a soul of its own that is random, and leaves there what it wrote.
 */
public final class RelayBench {
    /** Puts under way at a time. */
    public static final int PUT_WINDOW = 256;
    /** Gets under way at a time. */
    public static final int GET_WINDOW = 64;
    /** Who is told of each value. */
    public static final int SUBSCRIBERS = 100;
    /** Values under way to them at a time. */
    public static final int FAN_OUT_WINDOW = 16;

    /** Messages in a frame, at most: what may go goes together, as gun.js sends it too. */
    private static final int BATCH = 32;

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final long PATIENCE_SECONDS = 5;
    private static final int NODES = 1_000;
    private static final int KEYS = 10;
    private static final int PREFIX_BITS = 64;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String prefix = "bench-" + new BigInteger(PREFIX_BITS, new SecureRandom()).toString(36);
    private final long birth = System.currentTimeMillis();
    private final URI relay;
    private long ids;

    /** A bench of the relay at this address. */
    public RelayBench(URI relay) {
        this.relay = relay;
    }

    /**
     * Writes small values to a thousand nodes, and waits for their acks.
     *
     * @throws IOException if the relay is not there, or goes silent
     */
    public Figure puts(Duration time) throws IOException, InterruptedException {
        try (GunSocket socket = socket()) {
            return ask(socket, PUT_WINDOW, time, "acknowledges no put", n -> {
                long node = n / KEYS % NODES;
                return put(prefix + "/" + node, "k" + n % KEYS, n);
            });
        }
    }

    /**
     * Reads the nodes that {@link #puts} has written, of ten keys each.
     *
     * @throws IOException if the relay is not there, or goes silent
     */
    public Figure gets(Duration time) throws IOException, InterruptedException {
        try (GunSocket socket = socket()) {
            return ask(socket, GET_WINDOW, time, "answers no get", n -> "{\"get\":{\"#\":\"%s/%d\"},"
                    .formatted(prefix, n % NODES));
        }
    }

    private Figure ask(GunSocket socket, int window, Duration time, String silence, LongFunction<String> frame)
            throws IOException, InterruptedException {
        Semaphore free = new Semaphore(window);
        Stopwatch watch = new Stopwatch(time);
        long n = 0;
        while (!watch.isOver()) {
            take(free, 1, silence);
            int batch = 1 + Math.min(BATCH - 1, free.availablePermits());
            take(free, batch - 1, silence);
            StringJoiner messages = new StringJoiner(",", "[", "]");
            long begun = System.nanoTime();
            for (long last = n + batch; n < last; n++) {
                String id = prefix + Long.toString(ids++, 36);
                messages.add(frame.apply(n) + "\"#\":\"" + id + "\"}");
                var unused = socket.expect(id).thenRun(() -> {
                    watch.done(begun);
                    free.release();
                });
            }
            socket.send(messages.toString());
        }
        take(free, window, silence);
        return watch.figure();
    }

    /**
     * Writes values that a hundred connections have asked for; counts each value at each of them.
     *
     * @throws IOException if the relay is not there, or goes silent
     */
    public Figure fanOut(Duration time) throws IOException, InterruptedException {
        String soul = prefix + "/fan-out";
        Deliveries deliveries = new Deliveries(soul, new Stopwatch(time));
        List<GunSocket> subscribers = new ArrayList<>();
        try (GunSocket writer = socket()) {
            List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                GunSocket subscriber = GunSocket.open(client, relay, CONNECTING, deliveries::heard);
                subscribers.add(subscriber);
                String id = prefix + Long.toString(ids++, 36);
                asked.add(subscriber.ask(id, "{\"get\":{\"#\":\"%s\"},\"#\":\"%s\"}".formatted(soul, id)));
            }
            // A relay that does not answer a get of nothing has read it by then all the same.
            CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                    .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                    .join();
            return deliveries.run(writer);
        } finally {
            subscribers.forEach(GunSocket::close);
        }
    }

    /** Counts who has got which value. */
    private final class Deliveries {
        private static final int REMEMBERED = 1_024;

        private final String soul;
        private final Stopwatch watch;
        private final Semaphore free = new Semaphore(FAN_OUT_WINDOW);
        private final AtomicLongArray begun = new AtomicLongArray(REMEMBERED);
        private final AtomicIntegerArray got = new AtomicIntegerArray(REMEMBERED);

        Deliveries(String soul, Stopwatch watch) {
            this.soul = soul;
            this.watch = watch;
        }

        Figure run(GunSocket writer) throws IOException, InterruptedException {
            String silence = "does not pass on to " + SUBSCRIBERS + " connections what they asked for";
            for (int n = 0; !watch.isOver(); n++) {
                take(free, 1, silence);
                int slot = n % REMEMBERED;
                got.set(slot, 0);
                begun.set(slot, System.nanoTime());
                String id = prefix + Long.toString(ids++, 36);
                writer.send(put(soul, "k" + slot, n) + "\"#\":\"" + id + "\"}");
            }
            take(free, FAN_OUT_WINDOW, silence);
            return watch.figure();
        }

        /** A subscriber has heard a message. */
        void heard(JsonNode message) {
            for (String key : message.path("put").path(soul).propertyNames()) {
                if (key.startsWith("k")) {
                    int slot = Integer.parseInt(key.substring(1));
                    watch.done(begun.get(slot));
                    if (got.incrementAndGet(slot) == SUBSCRIBERS) {
                        free.release();
                    }
                }
            }
        }
    }

    private GunSocket socket() throws IOException, InterruptedException {
        return GunSocket.open(client, relay, CONNECTING, message -> {});
    }

    private void take(Semaphore free, int permits, String silence) throws IOException, InterruptedException {
        if (!free.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the relay " + relay + " " + silence + " for " + PATIENCE_SECONDS + " s");
        }
    }

    /** A put without its id. Each is younger than the one before, and none is from the future. */
    private String put(String soul, String key, long value) {
        return String.format(
                Locale.ROOT,
                "{\"put\":{\"%1$s\":{\"_\":{\"#\":\"%1$s\",\">\":{\"%2$s\":%3$.4f}},\"%2$s\":%4$d}},",
                soul,
                key,
                birth + value / 10_000.0,
                value);
    }
}
