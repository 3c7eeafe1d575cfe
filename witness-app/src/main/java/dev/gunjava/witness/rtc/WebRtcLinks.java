package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;
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
    private final List<IceServer> iceServers;
    private final Executor delivery;
    private final LongAdder received = new LongAdder();
    /** Those that are not over; guarded by itself. */
    private final Set<WebRtcLink> links = new HashSet<>();

    private boolean closed;

    private WebRtcLinks(RtcEngine engine, List<IceServer> iceServers, Executor delivery) {
        this.engine = engine;
        this.iceServers = List.copyOf(iceServers);
        this.delivery = delivery;
    }

    /**
     * Loads and starts the native library unless it runs already; this blocks for about a second.
     *
     * @param iceServers none is fine on one network
     * @param delivery runs the listeners of all links; must keep the order and must not run a task in the calling thread
     * @throws WebRtcUnavailableException if the library or a system package is missing
     */
    public static WebRtcLinks open(List<IceServer> iceServers, Executor delivery) {
        return new WebRtcLinks(RtcEngine.acquire(), iceServers, delivery);
    }

    /** How many messages all links have received; the library keeps about 90 bytes of each until it is disposed. */
    public long receivedMessages() {
        return received.sum();
    }

    @Override
    public DataLink create(DataLink.Listener listener) {
        WebRtcLink link = new WebRtcLink(engine, this::configuration, delivery, listener, received, this::forget);
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

    private RTCConfiguration configuration() {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.portAllocatorConfig = new PortAllocatorConfig().setDisableTcp(true);
        for (IceServer server : iceServers) {
            RTCIceServer nativeServer = new RTCIceServer();
            nativeServer.urls = server.urls();
            if (server.username() != null) {
                nativeServer.username = server.username();
            }
            if (server.credential() != null) {
                nativeServer.password = server.credential();
            }
            configuration.iceServers.add(nativeServer);
        }
        return configuration;
    }
}
