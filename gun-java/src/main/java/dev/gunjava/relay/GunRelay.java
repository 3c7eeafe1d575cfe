package dev.gunjava.relay;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.mesh.Counters;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.MeshLoop;
import dev.gunjava.transport.netty.Acceptor;
import dev.gunjava.transport.netty.HttpPage;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A relay that listens: Gun at {@code /gun}, a line for people at {@code /}, its state for machines at {@code /health},
 * all on one port.
 *
 * <p>This class is safe for use by any thread.
 */
public final class GunRelay implements AutoCloseable {

    private final RelayOptions options;
    private final Acceptor acceptor;
    private final MeshLoop loop;
    private final Counters counters;
    private final long startedAt = System.nanoTime();

    private GunRelay(RelayOptions options) {
        this.options = options;
        Mesh mesh =
                new Mesh(options.mesh(), false, TimeSource.SYSTEM, new SplittableRandom(new SecureRandom().nextLong()));
        this.counters = mesh.counters();
        this.acceptor = new Acceptor(
                options.acceptor(),
                Map.of("/", () -> HttpPage.text("A Gun relay. Peers connect to /gun.\n"), "/health", this::health),
                new SecureRandom());
        this.loop = new MeshLoop(mesh, TimeSource.SYSTEM, "gun-mesh");
    }

    /**
     * Starts a relay.
     *
     * @throws IOException if it cannot listen, such as when the port is in use
     */
    public static GunRelay open(RelayOptions options) throws IOException {
        GunRelay relay = new GunRelay(options);
        try {
            relay.acceptor.start(relay.loop);
        } catch (IOException e) {
            relay.loop.close();
            throw e;
        }
        return relay;
    }

    private HttpPage health() {
        long seconds = (System.nanoTime() - startedAt) / 1_000_000_000;
        return new HttpPage(
                200,
                "application/json",
                "{\"status\":\"up\",\"uptimeSeconds\":" + seconds + ",\"connections\":" + acceptor.connections()
                        + ",\"messages\":" + counters.messages() + "}\n");
    }

    /** The port that the relay listens on. */
    public int port() {
        return acceptor.port();
    }

    /** The address for peers on this machine. */
    public URI uri() {
        String host = options.acceptor().host();
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String literal = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return URI.create("ws://" + literal + ":" + port() + "/gun");
    }

    /** What the relay has seen so far. */
    public Counters counters() {
        return counters;
    }

    /** How many connections there are. */
    public int connections() {
        return acceptor.connections();
    }

    /** Stops to accept, says goodbye to each neighbour and ends all threads; takes at most a few seconds. */
    @Override
    public void close() {
        acceptor.close();
        loop.close();
    }
}
