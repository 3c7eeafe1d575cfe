package dev.gunjava.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All clients of a load, on one thread: the machine belongs to the relay. */
public final class Loop implements AutoCloseable {
    private final Selector selector;
    private final byte[] chunk = new byte[1 << 18];
    private final Scanner scanner = new Scanner();
    private final List<Client> clients = new ArrayList<>();
    private List<Client> touched = new ArrayList<>();
    private List<Client> flushing = new ArrayList<>();

    /** A loop without clients. */
    public Loop() {
        try {
            selector = Selector.open();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Begins to connect a client; it is open a few turns later. */
    public Client connect(URI relay, Listener listener) {
        try {
            Client client = new Client(this, clients.size(), relay, listener);
            clients.add(client);
            return client;
        } catch (IOException fault) {
            throw new UncheckedIOException("no connection to " + relay, fault);
        }
    }

    SelectionKey register(SocketChannel channel, int interest, Client client) throws IOException {
        return channel.register(selector, interest, client);
    }

    Scanner scanner() {
        return scanner;
    }

    void touched(Client client) {
        touched.add(client);
    }

    /** Turns until something is so; false if it is not in time. */
    public boolean until(BooleanSupplier done, Duration atMost) {
        return until(done, atMost, () -> {});
    }

    /**
     * Turns until something is so; false if it is not in time.
     *
     * @param feed what to send, called before each turn
     */
    public boolean until(BooleanSupplier done, Duration atMost, Runnable feed) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            feed.run();
            turn();
        }
        return true;
    }

    /** Turns for a while. */
    public void pass(Duration time) {
        until(() -> false, time);
    }

    private void turn() {
        flush();
        try {
            selector.select(
                    key -> {
                        if (key.attachment() instanceof Client client) {
                            client.ready(chunk);
                        }
                    },
                    1);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        flush();
    }

    private void flush() {
        while (!touched.isEmpty()) {
            List<Client> now = touched;
            touched = flushing;
            flushing = now;
            now.forEach(Client::flush);
            now.clear();
        }
    }

    /** Every client that the relay has closed although it must not. */
    public List<Client> lost() {
        return clients.stream().filter(Client::isLost).toList();
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        try {
            selector.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
