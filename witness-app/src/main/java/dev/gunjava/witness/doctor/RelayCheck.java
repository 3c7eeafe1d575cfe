package dev.gunjava.witness.doctor;

import dev.gunjava.witness.probe.GunSocket;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Whether a relay can be reached and speaks Gun; at most 15 s. It is asked for a soul that nobody has. gun.js without
 * storage does not answer that; so then one small node is put there over a second connection, and must come to the first.
 */
record RelayCheck(URI relay) implements Check {

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final long GET_MILLIS = 2_000;
    private static final long PUT_MILLIS = 3_000;
    private static final int ID_BITS = 80;

    @Override
    public Finding look() throws InterruptedException {
        String name = "relay " + relay;
        HttpClient client = HttpClient.newHttpClient();
        String soul = "doctor/" + random();
        CompletableFuture<Long> passedOn = new CompletableFuture<>();
        long begun = System.nanoTime();
        try (GunSocket socket = GunSocket.open(client, relay, CONNECTING, message -> {
            if (message.path("put").has(soul)) {
                passedOn.complete(System.nanoTime());
            }
        })) {
            String connected = "connected in " + millis(System.nanoTime() - begun);
            long asked = System.nanoTime();
            long answered = await(get(socket, soul).thenApply(answer -> System.nanoTime()), GET_MILLIS);
            if (answered != 0) {
                return Finding.ok(name, connected + ", a get answered in " + millis(answered - asked));
            }
            long put = System.nanoTime();
            long passed = putElsewhere(client, soul, passedOn);
            return passed != 0
                    ? Finding.ok(
                            name,
                            connected + ", a put passed on in " + millis(passed - put)
                                    + "; a get of what it does not have is not answered")
                    : Finding.fail(
                            name,
                            "a WebSocket opens, but nobody there answers Gun",
                            "is the path right? It is /gun with most relays");
        } catch (IOException unreachable) {
            return Finding.fail(
                    name,
                    "not reached: " + unreachable.getMessage(),
                    "is the address right, and does it run? './witness relay' starts one on this machine");
        }
    }

    private static CompletableFuture<JsonNode> get(GunSocket socket, String soul) {
        String id = random();
        return socket.ask(id, "{\"get\":{\"#\":\"%s\"},\"#\":\"%s\"}".formatted(soul, id));
    }

    private long putElsewhere(HttpClient client, String soul, CompletableFuture<Long> passedOn)
            throws IOException, InterruptedException {
        try (GunSocket second = GunSocket.open(client, relay, CONNECTING, message -> {})) {
            second.send("{\"put\":{\"%1$s\":{\"_\":{\"#\":\"%1$s\",\">\":{\"at\":%2$d}},\"at\":%2$d}},\"#\":\"%3$s\"}"
                    .formatted(soul, System.currentTimeMillis(), random()));
            return await(passedOn, PUT_MILLIS);
        }
    }

    /** When it happened; 0 if it did not. */
    private static long await(CompletableFuture<Long> event, long millis) {
        return event.exceptionally(over -> 0L)
                .completeOnTimeout(0L, millis, TimeUnit.MILLISECONDS)
                .join();
    }

    private static String random() {
        return new BigInteger(ID_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
    }

    private static String millis(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)) + " ms";
    }
}
