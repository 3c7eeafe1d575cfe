package dev.gunjava.witness.peer;

import static org.awaitility.Awaitility.await;

import dev.gunjava.Gun;
import dev.gunjava.witness.DiscoveryRules;
import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.discovery.Signal;
import dev.gunjava.witness.discovery.Signaling;
import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.LinkEnd;
import dev.gunjava.witness.rtc.LocalDescription;
import dev.gunjava.witness.rtc.SessionDescription;
import dev.gunjava.witness.rtc.TrickledCandidate;
import dev.gunjava.witness.rtc.WebRtcLinks;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speaks signaling and channel well enough to come near a peer, and then says what the test tells it to say. */
final class HostilePeer implements DataLink.Listener, AutoCloseable {
    /** Smaller than every "peer_" id, so that it is the one that offers. */
    static final String ID = "bad_neighbour";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Gun gun;
    private final WebRtcLinks links;
    private final String target;
    private final Signaling signaling;
    final DataLink link;
    final List<String> received = new CopyOnWriteArrayList<>();
    volatile boolean open;
    volatile @Nullable LinkEnd end;
    volatile @Nullable String sdp;

    HostilePeer(URI relay, String target) {
        this(ID, relay, target);
    }

    HostilePeer(String id, URI relay, String target) {
        this.target = target;
        gun = Gun.builder().peer(relay).listenerExecutor(thread).open();
        links = WebRtcLinks.open(IceConfiguration.NO_SERVERS, thread);
        link = links.create(this);
        signaling = new Signaling(
                gun, id, InstantSource.system(), DiscoveryRules.DEPLOYED, List.of(), this::signalled, kind -> {});
        thread.execute(() -> {
            signaling.open();
            signaling.attend(target);
        });
    }

    private void signalled(Signal signal) {
        if (signal instanceof Signal.Answer answer) {
            link.accept(SessionDescription.parse(SessionDescription.Type.ANSWER, answer.sdp()));
        }
    }

    void offer(String text) {
        thread.execute(() -> signaling.offer(target, text, Form.JSON));
    }

    /** Makes its offer and writes it, whatever comes of that. */
    void call() {
        link.offer();
        await().until(() -> sdp != null);
        offer(Objects.requireNonNull(sdp));
    }

    void connect() {
        call();
        await().atMost(PATIENCE).until(() -> open);
    }

    /** Says something as soon as the channel takes it. */
    void say(String text) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> link.send(text));
    }

    /** Takes back its letters. */
    void stopSignaling() {
        thread.execute(signaling::close);
    }

    @Override
    public void described(LocalDescription local) {
        sdp = local.sdp();
    }

    @Override
    public void found(TrickledCandidate late) {}

    @Override
    public void opened() {
        open = true;
    }

    @Override
    public void received(String text) {
        received.add(text);
    }

    @Override
    public void aged() {}

    @Override
    public void dropped(String reason) {}

    @Override
    public void ended(LinkEnd reason) {
        end = reason;
    }

    @Override
    public void close() {
        links.close();
        gun.close();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new AssertionError("its thread does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
