package dev.gunjava;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.graph.WritePolicy;
import dev.gunjava.logging.LogText;
import dev.gunjava.mesh.Credentials;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.transport.ConnectionEvent;
import dev.gunjava.transport.ConnectionEvent.State;
import dev.gunjava.transport.RelayAddress;
import dev.gunjava.transport.websocket.Dialer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Gun peer within this process: a graph in memory, kept in step with the relays that it dials. Without relays it is a
 * graph of its own.
 *
 * <p>This class is safe for use by any thread.
 */
public final class Gun implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gun.class);
    private static final long INBOX_SECONDS = 2;
    private static final long LISTENERS_SECONDS = 2;

    private final MeshLoop loop;
    private final List<Dialer> dialers;
    private final FreshNames names;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final Map<URI, PeerStatus> peers = new LinkedHashMap<>();
    private final Consumer<ConnectionEvent> listener;
    private volatile @Nullable Thread listenerThread;
    private boolean closed;

    private Gun(Builder builder) {
        SecureRandom seeds = new SecureRandom();
        TimeSource time = TimeSource.SYSTEM.drifted(builder.drift);
        listener = builder.connectionListener;
        if (builder.executor == null) {
            ownExecutor = Executors.newSingleThreadExecutor(this::listenerThread);
            executor = ownExecutor;
        } else {
            ownExecutor = null;
            executor = builder.executor;
        }
        Mesh mesh = new Mesh(
                builder.options,
                !builder.relays.isEmpty(),
                time,
                new SplittableRandom(seeds.nextLong()),
                new Credentials(seeds),
                null,
                Runnable::run);
        names = new FreshNames(time, new SplittableRandom(seeds.nextLong()));
        loop = new MeshLoop(mesh, time, "gun-mesh");
        dialers = new ArrayList<>();
        for (URI relay : builder.relays) {
            Dialer dialer = new Dialer(
                    relay, builder.options.limits().client(), builder.keepAlive, seeds, this::connectionChanged);
            peers.put(dialer.relay(), new PeerStatus(dialer.relay(), State.CONNECTING, ""));
            dialers.add(dialer);
        }
    }

    private Thread listenerThread(Runnable task) {
        Thread thread = new Thread(task, "gun-listeners");
        listenerThread = thread;
        return thread;
    }

    /** Starts to describe a peer. */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes a peer; not safe for use by several threads. */
    public static final class Builder {

        private final List<URI> relays = new ArrayList<>();
        private MeshOptions options = MeshOptions.general();
        private Duration drift = Duration.ZERO;
        private Duration keepAlive = Duration.ofSeconds(20);
        private @Nullable Executor executor;
        private Consumer<ConnectionEvent> connectionListener = event -> {};

        private Builder() {}

        /**
         * Adds a relay to dial. A relay that cannot be reached is retried indefinitely.
         *
         * @param relay such as {@code ws://host:8765/gun}; {@code http} and {@code https} are understood too, and
         *     without a path {@code /gun} is meant
         * @throws IllegalArgumentException if it is no such address
         */
        public Builder peer(URI relay) {
            URI address = RelayAddress.of(relay);
            if (!relays.contains(address)) {
                relays.add(address);
            }
            return this;
        }

        /** Sets which writes are let in, our own as well as those of others; without it, all valid ones are. */
        public Builder writePolicy(WritePolicy policy) {
            options = options.withPolicy(policy);
            return this;
        }

        /** Sets the bound of the graph in memory, in bytes; 256 MiB without it. */
        public Builder graphBytes(long bytes) {
            options = options.withLimits(now -> now.with(now.graph().withBytes(bytes)));
            return this;
        }

        /**
         * Sets how long a key stays in memory after it was last written, at least a second; for good without it. For graphs
         * whose relays forget keys at least as soon, such as those of discovery: what is forgotten here is not asked for
         * again while it is watched.
         *
         * @throws IllegalArgumentException if it is less than a second
         */
        public Builder keep(Duration life) {
            if (life.toSeconds() < 1) {
                throw new IllegalArgumentException("keys are kept for a second at least, not " + life);
            }
            options = options.withLimits(limits -> limits.with(limits.graph().withKeep(life)));
            return this;
        }

        /**
         * Corrects the clock of this machine, in what stamps our writes and in what counts as the future: what to add to
         * it, in whole milliseconds. gun.js knows it as {@code Gun.state.drift}.
         */
        public Builder drift(Duration correction) {
            drift = correction;
            return this;
        }

        /**
         * Sets how often a connection is tried with a ping; a relay that answers none for 1.5 times as long is taken to
         * have vanished, and dialed again. 20 s without it.
         *
         * @throws IllegalArgumentException if it is less than a second; fractions of a second do not count
         */
        public Builder keepAlive(Duration period) {
            if (period.toSeconds() < 1) {
                throw new IllegalArgumentException("keep-alive must be a second at least, not " + period);
            }
            keepAlive = period;
            return this;
        }

        /**
         * Sets what calls listeners and completes futures. It is not shut down with the peer. Without it, one thread of
         * the peer's own does.
         */
        public Builder listenerExecutor(Executor listeners) {
            executor = listeners;
            return this;
        }

        /** Sets a listener for what becomes of the connections to relays; it is called like all other listeners. */
        public Builder onConnection(Consumer<ConnectionEvent> connections) {
            connectionListener = connections;
            return this;
        }

        /** Starts the peer. Returns at once, whether or not a relay can be reached. */
        public Gun open() {
            Gun gun = new Gun(this);
            gun.dialers.forEach(dialer -> dialer.start(gun.loop));
            return gun;
        }
    }

    /**
     * The node with the given soul.
     *
     * @throws IllegalArgumentException if the soul is empty
     */
    public GunRef get(String soul) {
        if (soul.isEmpty()) {
            throw new IllegalArgumentException("a soul may not be empty");
        }
        return GunRef.root(this, soul);
    }

    /**
     * Writes a map, a record or a {@link dev.gunjava.graph.Node} as a node with a fresh soul, unless it names its own. Anything
     * else is refused.
     *
     * @return the node
     */
    public Item put(@Nullable Object data) {
        String soul = names.soul();
        Data read;
        try {
            read = Data.read(this, soul, data);
        } catch (InvalidData e) {
            return new Item(
                    get(soul), CompletableFuture.completedFuture(new Ack.Refused(String.valueOf(e.getMessage()))));
        }
        String own = read instanceof Data.Tree tree ? tree.ownSoul() : null;
        GunRef node = get(own == null ? soul : own);
        return new Item(node, compute((mesh, result) -> (own == null
                        ? Write.newborn(mesh, soul, read, result)
                        : new Write(mesh, List.of(own), read, result))
                .begin()));
    }

    /** Where the connections to relays stand, in the order in which they were given. */
    public List<PeerStatus> peers() {
        synchronized (peers) {
            return List.copyOf(peers.values());
        }
    }

    private void connectionChanged(ConnectionEvent event) {
        synchronized (peers) {
            peers.put(event.relay(), new PeerStatus(event.relay(), event.state(), event.reason()));
        }
        try {
            executor.execute(() -> listener.accept(event));
        } catch (RejectedExecutionException e) {
            log.debug("nobody listens any more to {}", LogText.escaped(event));
        }
    }

    Executor executor() {
        return executor;
    }

    FreshNames names() {
        return names;
    }

    void call(Consumer<Mesh> action) {
        loop.call(action);
    }

    /** Like {@link #call}, but does nothing on a closed peer, for clean-ups that come late. */
    void callIfOpen(Consumer<Mesh> action) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            loop.call(action);
        } catch (IllegalStateException e) {
            log.debug("closed in this very moment", e);
        }
    }

    /** Has the mesh compute something; the future completes on the executor of the listeners. */
    <T> CompletableFuture<T> compute(BiConsumer<Mesh, Consumer<T>> computation) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.call(mesh -> {
            try {
                computation.accept(mesh, result -> complete(future, result));
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
                throw e;
            }
        });
        return future;
    }

    /** An executor that takes no more work must not leave anybody waiting for a result. */
    private <T> void complete(CompletableFuture<T> future, T result) {
        try {
            executor.execute(() -> future.complete(result));
        } catch (RejectedExecutionException e) {
            future.complete(result);
        }
    }

    /**
     * Sends what waits for a connection that is up, closes the connections and ends all threads. Writes that no relay
     * has acknowledged end as {@link Ack.Failed}, reads that no relay has answered as {@link Once.TimedOut}. Listeners
     * get two seconds to come to an end; after that their thread is interrupted. May be called by a listener.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        awaitInbox();
        dialers.forEach(Dialer::close);
        loop.close();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
            if (Thread.currentThread() != listenerThread) {
                awaitListeners(ownExecutor);
            }
        }
    }

    /** Waits until the mesh has worked through what was called before, so that it waits with the dialers, who send it. */
    private void awaitInbox() {
        CountDownLatch reached = new CountDownLatch(1);
        try {
            loop.call(mesh -> reached.countDown());
            if (!reached.await(INBOX_SECONDS, TimeUnit.SECONDS)) {
                log.warn("closing while the mesh is still busy; its latest writes may not go out");
            }
        } catch (IllegalStateException e) {
            log.debug("closing what has failed before", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitListeners(ExecutorService listeners) {
        try {
            if (!listeners.awaitTermination(LISTENERS_SECONDS, TimeUnit.SECONDS)) {
                listeners.shutdownNow();
            }
        } catch (InterruptedException e) {
            listeners.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
