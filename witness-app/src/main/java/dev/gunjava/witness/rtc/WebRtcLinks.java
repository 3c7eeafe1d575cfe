package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over the native WebRTC library.
 *
 * <p>Thread-safe. Several may live in one process; they share the library.
 */
public final class WebRtcLinks implements DataLinks {
    private static final Logger log = LoggerFactory.getLogger(WebRtcLinks.class);
    private static final long CLOSING_SECONDS = 4;

    private final RtcEngine engine;
    private final IceConfiguration ice;
    private final InstantSource clock = InstantSource.system();
    private final Executor delivery;
    private final LongAdder received = new LongAdder();
    /** Those that are not over; guarded by itself. */
    private final Set<WebRtcLink> links = new HashSet<>();

    private boolean closed;

    private WebRtcLinks(RtcEngine engine, IceConfiguration ice, Executor delivery) {
        this.engine = engine;
        this.ice = ice;
        this.delivery = delivery;
    }

    /**
     * Loads and starts the native library unless it runs already; this blocks for about a second.
     *
     * @param ice how to find ways to others
     * @param delivery runs the listeners of all links; must keep the order and must not run a task in the calling thread
     * @throws WebRtcUnavailableException if the library or a system package is missing
     */
    public static WebRtcLinks open(IceConfiguration ice, Executor delivery) {
        return new WebRtcLinks(RtcEngine.acquire(), ice, delivery);
    }

    /** How many messages all links have received; the library keeps about 90 bytes of each until it is disposed. */
    public long receivedMessages() {
        return received.sum();
    }

    @Override
    public DataLink create(DataLink.Listener listener) {
        WebRtcLink link = new WebRtcLink(
                engine, this::configuration, ice.relayedLife(), delivery, listener, received, this::forget);
        synchronized (links) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            links.add(link);
        }
        return link;
    }

    @Override
    public void close() {
        List<WebRtcLink> open;
        synchronized (links) {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(links);
        }
        open.forEach(WebRtcLink::close);
        CompletableFuture<?> all =
                CompletableFuture.allOf(open.stream().map(WebRtcLink::gone).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException failure) {
            log.warn("links did not close in order", failure);
        }
        // The owner's thread works in order: these run before the disposal does.
        open.forEach(WebRtcLink::abort);
        engine.release();
    }

    private void forget(WebRtcLink link) {
        synchronized (links) {
            links.remove(link);
        }
    }

    /** Made for each link, so that passwords that run out are made anew. */
    private RTCConfiguration configuration() {
        RTCConfiguration configuration = new RTCConfiguration();
        PortAllocatorConfig allocator = new PortAllocatorConfig().setDisableTcp(true);
        Ports ports = ice.ports();
        if (ports != null) {
            allocator.minPort = ports.min();
            allocator.maxPort = ports.max();
        }
        configuration.portAllocatorConfig = allocator;
        configuration.iceTransportPolicy = switch (ice.policy()) {
            case ALL -> RTCIceTransportPolicy.ALL;
            case RELAY -> RTCIceTransportPolicy.RELAY;
        };
        for (IceServer server : ice.servers()) {
            RTCIceServer nativeServer = new RTCIceServer();
            nativeServer.urls = List.of(server.url().text());
            TurnAuthentication authentication = server.authentication();
            if (authentication != null) {
                TurnAuthentication.Password password = authentication.at(clock.instant());
                nativeServer.username = password.username();
                nativeServer.password = password.password();
            }
            configuration.iceServers.add(nativeServer);
        }
        return configuration;
    }
}
