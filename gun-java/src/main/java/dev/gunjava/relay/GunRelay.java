package dev.gunjava.relay;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.mesh.Counters;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.mesh.MeshOptions;
import dev.gunjava.transport.ConnectionEvent;
import dev.gunjava.transport.RelayAddress;
import dev.gunjava.transport.netty.Acceptor;
import dev.gunjava.transport.netty.AcceptorOptions;
import dev.gunjava.transport.netty.HttpPage;
import dev.gunjava.transport.websocket.Dialer;
import dev.gunjava.wire.WireLimits;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A relay that listens: Gun at {@code /gun}, a line for people at {@code /}, its state for machines at {@code /health},
 * all on one port.
 *
 * <p>This class is safe for use by any thread.
 */
public final class GunRelay implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GunRelay.class);

    private final String host;
    private final Acceptor acceptor;
    private final List<Dialer> dialers = new ArrayList<>();
    private final MeshLoop loop;
    private final Counters counters;
    private final long startedAt = System.nanoTime();

    private GunRelay(MeshOptions options, AcceptorOptions accepting, List<URI> peers) {
        SecureRandom seeds = new SecureRandom();
        Mesh mesh = new Mesh(options, !peers.isEmpty(), TimeSource.SYSTEM, new SplittableRandom(seeds.nextLong()));
        this.host = accepting.host();
        this.counters = mesh.counters();
        this.acceptor = new Acceptor(
                accepting,
                Map.of(
                        "/", () -> HttpPage.text("A Gun relay. Peers connect to /gun.\n"),
                        "/health", () -> new HttpPage(200, "application/json", status().json())),
                seeds);
        this.loop = new MeshLoop(mesh, TimeSource.SYSTEM, "gun-mesh");
        peers.forEach(peer -> dialers.add(new Dialer(peer, WireLimits.client(), seeds, GunRelay::log)));
    }

    private static void log(ConnectionEvent event) {
        if (event.state() == ConnectionEvent.State.DOWN) {
            log.info("relay {} is not connected: {}", event.relay(), event.reason());
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

        private Profile profile = Profile.GENERAL;
        private String host = "127.0.0.1";
        private int port;
        private Set<String> origins = Set.of();
        private final List<URI> peers = new ArrayList<>();
        private @Nullable Integer rate;
        private Acks acks = Acks.STORED;

        private Builder() {}

        /** Sets the limits to start from; {@link Profile#GENERAL} without it. */
        public Builder profile(Profile limits) {
            profile = limits;
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
         * Adds another relay, of ours or gun.js's, to dial and to share the graph with. It is dialled for ever.
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
         * Sets how many messages a second one connection may send, and ten times as many at once; at {@link
         * Integer#MAX_VALUE} there is no bound.
         */
        public Builder rate(int messagesPerSecond) {
            rate = messagesPerSecond;
            return this;
        }

        /** Sets which puts the relay acks itself; {@link Acks#STORED} without it. */
        public Builder acks(Acks which) {
            acks = which;
            return this;
        }

        /**
         * Starts the relay.
         *
         * @throws IOException if it cannot listen, such as when the port is in use
         */
        public GunRelay open() throws IOException {
            AcceptorOptions accepting = profile.acceptor(host, port).withOrigins(origins);
            if (rate != null) {
                int burst = rate > Integer.MAX_VALUE / BURST ? Integer.MAX_VALUE : rate * BURST;
                accepting = accepting.withRate(rate, burst);
            }
            GunRelay relay = new GunRelay(profile.mesh().withAcks(acks.policy()), accepting, peers);
            try {
                relay.acceptor.start(relay.loop);
                relay.dialers.forEach(dialer -> dialer.start(relay.loop));
            } catch (IOException e) {
                relay.loop.close();
                throw e;
            }
            return relay;
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
        return URI.create("ws://" + literal + ":" + port() + "/gun");
    }

    /** What the relay is doing and has done. */
    public RelayStatus status() {
        return new RelayStatus(
                Duration.ofNanos(System.nanoTime() - startedAt),
                acceptor.connections(),
                counters.messages(),
                counters.merges(),
                counters.refusedPuts() + counters.malformed(),
                counters.unreadableFrames());
    }

    /** Stops to accept, says goodbye to each neighbour and ends all threads; takes at most a few seconds. */
    @Override
    public void close() {
        dialers.forEach(Dialer::close);
        acceptor.close();
        loop.close();
    }
}
