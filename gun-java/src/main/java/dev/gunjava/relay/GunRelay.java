package dev.gunjava.relay;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.Limits;
import dev.gunjava.logging.LogText;
import dev.gunjava.mesh.Counters;
import dev.gunjava.mesh.Credentials;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.mesh.PeerSecret;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.durable.DurableStore;
import dev.gunjava.transport.ConnectionEvent;
import dev.gunjava.transport.RelayAddress;
import dev.gunjava.transport.netty.Acceptor;
import dev.gunjava.transport.netty.AcceptorOptions;
import dev.gunjava.transport.netty.HttpPage;
import dev.gunjava.transport.netty.TlsFiles;
import dev.gunjava.transport.websocket.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A relay that listens: Gun at {@code /gun}, a line for people at {@code /}, its state for machines at {@code /health}
 * (200, or 503 if it does not work) and at {@code /metrics} (text for Prometheus), all on one port.
 *
 * <p>This class is safe for use by any thread.
 */
public final class GunRelay implements AutoCloseable {

    /** The least length of a peer secret in characters: a relay that is dialed could try shorter ones at leisure. */
    public static final int LEAST_PEER_SECRET = PeerSecret.LEAST_LENGTH;

    private static final Logger log = LoggerFactory.getLogger(GunRelay.class);

    /** The mesh turns at least once a second; one that has not for this long is not merely busy. */
    private static final long STUCK_MILLIS = 5_000;

    private final String host;
    private final boolean secure;
    private final Acceptor acceptor;
    private final List<Dialer> dialers = new ArrayList<>();
    private final MeshLoop loop;
    private final Counters counters;
    private final @Nullable GraphStore store;
    private final long startedAt = System.nanoTime();

    private GunRelay(
            MeshOptions options,
            AcceptorOptions accepting,
            List<URI> peers,
            @Nullable PeerSecret secret,
            @Nullable GraphStore store,
            Consumer<Throwable> onFailure) {
        SecureRandom seeds = new SecureRandom();
        SplittableRandom random = new SplittableRandom(seeds.nextLong());
        boolean dials = !peers.isEmpty();
        this.store = store;
        this.host = accepting.host();
        this.secure = accepting.tls() != null;
        this.acceptor = new Acceptor(
                accepting,
                Map.of(
                        "/", () -> HttpPage.text("A Gun relay. Peers connect to /gun.\n"),
                        "/health", () -> status().health(),
                        "/metrics", () -> Metrics.page(status())),
                seeds);
        this.loop = new MeshLoop(
                turns -> new Mesh(
                        options, dials, TimeSource.SYSTEM, random, new Credentials(seeds, secret), store, turns),
                TimeSource.SYSTEM,
                "gun-mesh",
                onFailure);
        this.counters = loop.counters();
        peers.forEach(peer -> dialers.add(
                new Dialer(peer, accepting.limits().client(), accepting.heartbeat(), seeds, GunRelay::log)));
    }

    private static void log(ConnectionEvent event) {
        if (event.state() == ConnectionEvent.State.DOWN) {
            log.info("relay {} is not connected: {}", event.relay(), LogText.escaped(event.reason()));
        }
    }

    /** Starts to describe a relay: for any graph, on any free port of this machine alone. */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes a relay; not safe for use by several threads. */
    public static final class Builder {

        /** How many times the rate may come at once. */
        private static final int BURST = 10;

        private static final Duration HEARTBEAT = Duration.ofSeconds(20);

        private Profile profile = Profile.GENERAL;
        private String host = "127.0.0.1";
        private int port;
        private Set<String> origins = Set.of();
        private final List<URI> peers = new ArrayList<>();
        private @Nullable PeerSecret peerSecret;
        private Acks acks = Acks.STORED;
        private @Nullable Path data;
        private Consumer<Throwable> onFailure = failure -> {};
        private Function<Limits, Limits> changes = Function.identity();
        private @Nullable TlsFiles tls;
        private final Set<String> further = new LinkedHashSet<>();
        private Set<InetAddress> trustedProxies = Set.of();

        private Builder() {}

        /** Sets the limits to start from; {@link Profile#GENERAL} without it. */
        public Builder profile(Profile limits) {
            profile = limits;
            return this;
        }

        /**
         * Lets a further namespace be written, which a profile that is not for any graph would refuse: its soul and all
         * path souls below it.
         */
        public Builder allow(String namespace) {
            further.add(namespace);
            return this;
        }

        /** Sets the address to listen on, such as {@code 0.0.0.0} for all of this machine; loopback without it. */
        public Builder bind(String address) {
            host = address;
            return this;
        }

        /** Sets the port to listen on; 0, or none set, is any that is free. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * Lets pages of these origins connect, such as {@code https://example.org}, besides those of this machine; with
         * {@code *} pages of any.
         */
        public Builder origins(Set<String> pages) {
            origins = Set.copyOf(pages);
            return this;
        }

        /**
         * Adds another relay, of ours or gun.js's, to dial and to share the graph with. It is dialed for ever.
         *
         * @throws IllegalArgumentException if it is no address of a relay
         */
        public Builder peer(URI relay) {
            URI address = RelayAddress.of(relay);
            if (!peers.contains(address)) {
                peers.add(address);
            }
            return this;
        }

        /**
         * Shares a secret with other relays. One that dials this relay and proves that it knows the secret is a relay here
         * too: it is sent every change, and asked first. This relay proves it to the relays that it dials. Without a secret,
         * a relay that dials this one is a client like any other.
         *
         * @throws IllegalArgumentException if it is shorter than {@link #LEAST_PEER_SECRET} characters
         */
        public Builder peerSecret(String secret) {
            peerSecret = new PeerSecret(secret);
            return this;
        }

        /**
         * Sets how many messages a second one connection may send, and ten times as many at once; at {@link
         * Integer#MAX_VALUE} there is no bound.
         */
        public Builder rate(int messagesPerSecond) {
            int burst = (int) Math.min(Integer.MAX_VALUE, (long) messagesPerSecond * BURST);
            return limits(now -> now.with(now.receive().withRate(messagesPerSecond, burst)));
        }

        /** Sets which puts the relay acks itself; {@link Acks#STORED} without it. */
        public Builder acks(Acks which) {
            acks = which;
            return this;
        }

        /** Sets the bound of one frame in bytes of UTF-8; a longer one is refused. */
        public Builder frameBytes(int bytes) {
            return limits(now -> now.with(now.frames().withBytes(bytes)));
        }

        /** Sets how many WebSocket connections there may be; further ones are refused with 503. */
        public Builder connections(int count) {
            return limits(now -> now.with(now.connections().withTotal(count)));
        }

        /** Sets how many connections one address may have, unless it is this machine. */
        public Builder connectionsPerAddress(int count) {
            return limits(now -> now.with(now.connections().withPerAddress(count)));
        }

        /** Sets about how many souls and keys one connection is told; further gets are answered once. */
        public Builder subscriptions(int count) {
            return limits(now -> now.with(now.gets().withSubscriptions(count)));
        }

        /** Sets how many bytes not asked for may wait for a slow connection before it is closed with 1013. */
        public Builder pendingBytes(long bytes) {
            return limits(now -> now.with(now.send().withPendingBytes(bytes)));
        }

        /** Sets the bound of the graph in memory, in estimated bytes; the longest unused goes out first. */
        public Builder graphBytes(long bytes) {
            return limits(now -> now.with(now.graph().withBytes(bytes)));
        }

        /** Sets how long a key lives after its last write; zero for ever. */
        public Builder keep(Duration life) {
            return limits(now -> now.with(now.graph().withKeep(life)));
        }

        /** Sets how far ahead of the clock a state may be and still be held back, instead of refused. */
        public Builder future(Duration ahead) {
            return limits(now -> now.with(now.graph().withFuture(ahead)));
        }

        /** Sets how many keys of one connection may be held back until their state has come; further ones are refused. */
        public Builder deferred(int count) {
            return limits(now -> now.with(now.graph().withDeferred(count)));
        }

        /** Sets how long a connection may say nothing, pongs included, before it is closed. */
        public Builder idle(Duration silence) {
            return limits(now -> now.with(now.connections().withIdle(silence)));
        }

        /**
         * Makes the relay speak TLS alone, wss and https, with the certificate chain and the unencrypted PKCS #8 key in
         * these PEM files.
         */
        public Builder tls(Path certificate, Path key) {
            tls = new TlsFiles(certificate, key);
            return this;
        }

        /**
         * Believes these proxies for whom they connect: their own connections do not count for the limit of one address,
         * but the addresses in {@code X-Forwarded-For} do. Nobody else's header is heeded.
         */
        public Builder trustProxies(Set<InetAddress> addresses) {
            trustedProxies = Set.copyOf(addresses);
            return this;
        }

        /** Sets how much memory all connections may use, in bytes; beyond it the one that uses the most is closed with 1013. */
        public Builder memoryBytes(long bytes) {
            return limits(now -> now.with(now.memory().withBytes(bytes)));
        }

        /** Sets how much memory one connection may use, in bytes, before its subscriptions and early writes are refused. */
        public Builder connectionBytes(long bytes) {
            return limits(now -> now.with(now.memory().withBytesPerConnection(bytes)));
        }

        /** Changes any of the limits, starting from those of the profile; later changes apply to the result of earlier ones. */
        public Builder limits(UnaryOperator<Limits> change) {
            changes = changes.andThen(change);
            return this;
        }

        /**
         * The limits that a relay opened now would have.
         *
         * @throws IllegalArgumentException if one of those set would let nothing through
         */
        public Limits limits() {
            return changes.apply(profile.limits());
        }

        private MeshOptions mesh(Limits limits) {
            return profile.mesh(further).withAcks(acks.policy()).withLimits(preset -> limits);
        }

        private AcceptorOptions accepting(Limits limits) {
            Duration thirdOfIdle = limits.connections().idle().dividedBy(3);
            Duration heartbeat = thirdOfIdle.compareTo(HEARTBEAT) < 0 ? thirdOfIdle : HEARTBEAT;
            return new AcceptorOptions(host, port, origins, limits, heartbeat, tls, trustedProxies);
        }

        /**
         * Keeps the graph in a directory, which is made if there is none and which no other relay may use meanwhile.
         * Then an ack means that a write is on disk, the graph may be larger than memory, and it is there again after a
         * restart. Needs the library {@code org.xerial:sqlite-jdbc}. Without this the graph is in memory alone.
         */
        public Builder data(Path directory) {
            data = directory;
            return this;
        }

        /**
         * Sets what is told if an error, such as want of memory, has ended the relay's work. It has closed its connections
         * then and reports itself as failed; what is left to do is to close it, and perhaps to start anew. Called once, on
         * a thread of the relay that must not wait for its end.
         */
        public Builder onFailure(Consumer<Throwable> listener) {
            onFailure = listener;
            return this;
        }

        /**
         * Starts the relay.
         *
         * @throws IOException if it cannot listen, such as when the port is in use; if it cannot use the files for TLS;
         *     or if the data directory is in use, or damaged, in which case it is left as it is and the message says
         *     what to do
         * @throws IllegalStateException if there is a data directory, but keys are to be forgotten after a while
         * @throws IllegalArgumentException if a limit would let nothing through
         */
        public GunRelay open() throws IOException {
            Limits limits = limits();
            GunRelay relay = new GunRelay(mesh(limits), accepting(limits), peers, peerSecret, store(limits), onFailure);
            try {
                relay.acceptor.start(relay.loop);
                relay.dialers.forEach(dialer -> dialer.start(relay.loop));
            } catch (IOException e) {
                relay.endWork();
                throw e;
            }
            return relay;
        }

        private @Nullable GraphStore store(Limits limits) throws IOException {
            if (data == null) {
                return null;
            }
            if (!limits.graph().keep().isZero()) {
                throw new IllegalStateException(
                        "a relay that forgets keys after " + limits.graph().keep() + " can have no data directory");
            }
            try {
                return DurableStore.open(data);
            } catch (NoClassDefFoundError e) {
                throw new IOException("a data directory needs the library org.xerial:sqlite-jdbc, which is missing", e);
            }
        }
    }

    /** The port that the relay listens on. */
    public int port() {
        return acceptor.port();
    }

    /** The address for peers on this machine. */
    public URI uri() {
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String literal = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return URI.create((secure ? "wss://" : "ws://") + literal + ":" + port() + "/gun");
    }

    /** What the relay is doing and has done. */
    public RelayStatus status() {
        return new RelayStatus(
                Duration.ofNanos(System.nanoTime() - startedAt),
                loop.failure() == null && loop.sinceTurn() < STUCK_MILLIS,
                loop.failure() != null,
                acceptor.connections(),
                acceptor.throttled(),
                acceptor.throttlings(),
                acceptor.pendingBytes(),
                loop.budget().held(),
                loop.budget().closed(),
                counters.messages(),
                counters.duplicates(),
                counters.merges(),
                counters.refusedPuts() + counters.malformed(),
                counters.notFound(),
                counters.unreadableFrames(),
                counters.graphNodes(),
                counters.graphBytes(),
                counters.evicted(),
                counters.deferred(),
                counters.refusedPeers());
    }

    /**
     * Stops to accept, says goodbye to each neighbor, writes what is to be written and ends all threads; takes at most a
     * few seconds, or as long as the disk does.
     */
    @Override
    public void close() {
        dialers.forEach(Dialer::close);
        acceptor.close();
        endWork();
    }

    private void endWork() {
        loop.close();
        if (store != null) {
            store.close();
        }
    }
}
