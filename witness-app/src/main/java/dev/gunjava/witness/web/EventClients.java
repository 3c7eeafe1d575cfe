package dev.gunjava.witness.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that follow the events of the peer as server-sent events.
 *
 * <p>At most {@value #MAX_CLIENTS} at a time; one that is {@value #MAX_QUEUED} events behind is dropped, and its browser
 * connects anew by itself. Thread-safe: {@code clients} is concurrent, and each client's stream belongs to the one thread
 * that serves it.
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
     * Serves one more client on the calling thread until it goes or is dropped.
     *
     * @param snapshot the messages that describe the present, asked for once the client misses nothing any more
     * @return false at once if there is no place left
     */
    boolean serve(OutputStream out, Supplier<List<String>> snapshot) {
        if (!places.tryAcquire()) {
            return false;
        }
        Client client = new Client();
        clients.add(client);
        try {
            client.write(out, snapshot.get());
        } catch (IOException | InterruptedException left) {
            log.debug("A page stopped following events: {}", left.toString());
        } finally {
            clients.remove(client);
            places.release();
        }
        return true;
    }

    /** A message without a number. */
    static String message(String json) {
        return "data: " + json;
    }

    /** A message with a number, which the browser remembers until the next that has one. */
    static String message(long number, String json) {
        return "id: " + number + "\n" + message(json);
    }

    /** Hands a message to each client; never blocks. */
    void publish(String message) {
        for (Client client : clients) {
            client.offer(message);
        }
    }

    int size() {
        return clients.size();
    }

    /** Lets all clients go, and none in any more. */
    @Override
    public void close() {
        closed = true;
        clients.forEach(Client::drop);
    }

    private final class Client {
        private static final String END = "";

        private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
        private volatile boolean dropped;

        void offer(String message) {
            if (!dropped && !queue.offer(message)) {
                log.info("A page reads its events too slowly and is dropped");
                drop();
            }
        }

        void drop() {
            dropped = true;
            queue.clear();
            queue.offer(END); // wakes a thread that waits for the next event
        }

        void write(OutputStream out, List<String> present) throws IOException, InterruptedException {
            for (String message : present) {
                write(out, message);
            }
            while (!dropped && !closed) {
                if (queue.isEmpty()) {
                    out.flush();
                }
                String message = queue.poll(SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
                write(out, message == null || message.equals(END) ? ":" : message);
            }
        }

        private static void write(OutputStream out, String message) throws IOException {
            out.write((message + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
