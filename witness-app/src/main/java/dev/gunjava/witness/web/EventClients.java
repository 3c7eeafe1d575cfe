package dev.gunjava.witness.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that follow the events of the peer as server-sent events.
 *
 * <p>At most {@value #MAX_CLIENTS} at a time; one that is {@value #MAX_QUEUED} events behind is dropped, and its browser
 * connects anew by itself. Thread-safe: {@code clients} is concurrent, and each client is written to by a thread of its own.
 */
final class EventClients implements AutoCloseable {
    static final int MAX_CLIENTS = 32;
    static final int MAX_QUEUED = 512;
    private static final int SIGN_OF_LIFE_SECONDS = 15;
    private static final Logger log = LoggerFactory.getLogger(EventClients.class);

    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MAX_CLIENTS);
    private volatile boolean closed;

    /**
     * Serves one more client on a thread of its own until it goes.
     *
     * @param snapshot the events that describe the present, asked for once the client misses nothing any more
     * @return done when the client has gone; empty if there is no place left
     */
    Optional<CompletableFuture<@Nullable Void>> serve(OutputStream out, Supplier<List<String>> snapshot) {
        if (closed || !places.tryAcquire()) {
            return Optional.empty();
        }
        Client client = new Client(out, snapshot);
        clients.add(client);
        client.thread.start();
        return Optional.of(client.gone);
    }

    /** Hands one event, as JSON, to each client; never blocks. */
    void publish(String json) {
        for (Client client : clients) {
            client.offer(json);
        }
    }

    int size() {
        return clients.size();
    }

    /** Lets all clients go. */
    @Override
    public void close() {
        closed = true;
        clients.forEach(Client::drop);
    }

    private final class Client {
        private final OutputStream out;
        private final Supplier<List<String>> snapshot;
        private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
        private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
        private final Thread thread = new Thread(this::run, "page-events");
        private volatile boolean dropped;

        Client(OutputStream out, Supplier<List<String>> snapshot) {
            this.out = out;
            this.snapshot = snapshot;
            thread.setDaemon(true);
        }

        void offer(String json) {
            if (!dropped && !queue.offer(json)) {
                log.info("A page reads its events too slowly and is dropped");
                drop();
            }
        }

        void drop() {
            dropped = true;
            thread.interrupt();
        }

        private void run() {
            try {
                for (String json : snapshot.get()) {
                    write("data: " + json);
                }
                while (!dropped && !closed) {
                    if (queue.isEmpty()) {
                        out.flush();
                    }
                    String json = queue.poll(SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
                    write(json == null ? ":" : "data: " + json);
                }
            } catch (IOException | InterruptedException left) {
                log.debug("A page stopped following events: {}", left.toString());
            } finally {
                clients.remove(this);
                places.release();
                gone.complete(null);
            }
        }

        private void write(String line) throws IOException {
            out.write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
