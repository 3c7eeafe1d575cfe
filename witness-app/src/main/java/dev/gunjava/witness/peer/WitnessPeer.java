package dev.gunjava.witness.peer;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gunjava.Gun;
import dev.gunjava.PeerStatus;
import dev.gunjava.Subscription;
import dev.gunjava.graph.WritePolicy;
import dev.gunjava.transport.ConnectionEvent;
import dev.gunjava.witness.FieldEvent;
import dev.gunjava.witness.FieldRules;
import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import dev.gunjava.witness.discovery.DiscoveryPolicy;
import dev.gunjava.witness.discovery.PeerId;
import dev.gunjava.witness.fallback.EmergencyFallback;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.WebRtcLinks;
import dev.gunjava.witness.rtc.WebRtcUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer of the witness mesh: finds others through Gun relays, connects to them over WebRTC, and exchanges witnesses on
 * data channels alone. Nothing of a witness is ever written to a relay, unless the fallback was asked for and no channel is
 * open.
 *
 * <p>{@link Builder#open Opening} blocks for about a second, {@link #close} for some seconds; nothing else blocks. This class is
 * thread-safe.
 */
public final class WitnessPeer implements AutoCloseable {
    /*
     * One thread, the loop, owns the neighbours, the gossip, presence, signalling and the fallback; Gun and the data links
     * call us on it. The field is thread-safe, so a witness can be added by any thread at once; its events go through the
     * loop, in order. Listeners are called on another thread. What waits for the loop is bounded by who fills it: Gun keeps the
     * latest change of each place, a data link at most 4 MiB, and the field tells of what was merged on the loop itself
     * or added by callers.
     */
    private static final Logger log = LoggerFactory.getLogger(WitnessPeer.class);
    private static final long GRAPH_BYTES = 32L << 20;

    /** How long presences and letters are remembered; longer than any relay of the signalling profile keeps them. */
    private static final Duration KEPT = Duration.ofMinutes(6);

    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final List<Duration> EARLY_HEARTBEATS =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final Duration SENT_POLL = Duration.ofMillis(10);
    /** How long after its deadline the loop may still say it. */
    private static final Duration SENT_LATE = Duration.ofMillis(200);

    private static final ConnectionStatus NOWHERE = ConnectionStatus.of(0, 0, false, ConnectionStatus.Fallback.OFF);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final String id;
    private final InstantSource clock = InstantSource.system();
    private final Listeners listeners = new Listeners();
    private final PeerMetrics metrics;
    private final LinkMetrics linkMetrics;
    private final Drops drops;
    private final WitnessField field;
    private final PeerLoop loop;
    private final WebRtcLinks links;
    private final Gun gun;
    private final Neighbourhood neighbourhood;
    private final Dialects dialects;
    private final Fallback fallback;
    private final Gossip gossip;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Written by the loop alone, read by all. */
    private volatile ConnectionStatus status = NOWHERE;

    private volatile List<PeerView> views = List.of();

    private WitnessPeer(Builder builder) {
        // What may be refused comes before what has to be given back.
        FieldRules rules = builder.limits.field().lasting(builder.ttl);
        Gun.Builder graph = Gun.builder();
        builder.relays.forEach(graph::peer);

        metrics = new PeerMetrics(builder.registry);
        linkMetrics = new LinkMetrics(builder.registry);
        drops = new Drops(metrics);
        SecureRandom random = new SecureRandom();
        id = PeerId.fresh(clock.millis(), random);
        builder.listeners.forEach(listeners::add);
        loop = new PeerLoop("witness-peer");
        try {
            links = WebRtcLinks.open(builder.ice, loop);
        } catch (WebRtcUnavailableException unavailable) {
            loop.close();
            listeners.close();
            throw unavailable;
        }
        field = new WitnessField(
                rules,
                clock,
                Ticker.systemTicker(),
                Scheduler.systemScheduler(),
                random,
                event -> loop.execute(() -> fieldChanged(event)));
        gossip = new Gossip(field, clock, PeerLoop::millis, loop, drops, metrics, this::flooded);
        gun = graph.writePolicy(builder.policy())
                .graphBytes(GRAPH_BYTES)
                .keep(KEPT)
                .listenerExecutor(loop)
                .onConnection(this::relayChanged)
                .open();
        neighbourhood = new Neighbourhood(
                links,
                random,
                clock,
                PeerLoop::millis,
                drops,
                linkMetrics,
                builder.limits,
                new Neighbourhood.Listener() {
                    @Override
                    public void changed(PeerView view) {
                        listeners.tell(new PeerEvent.LinkChanged(clock.millis(), view));
                        refresh();
                    }

                    @Override
                    public void opened(Conversation conversation) {
                        gossip.greet(conversation);
                    }

                    @Override
                    public void received(Conversation conversation, String text) {
                        gossip.received(conversation, text);
                    }

                    @Override
                    public void probe(Conversation conversation) {
                        gossip.ping(conversation);
                    }
                });
        dialects = new Dialects(
                neighbourhood,
                gun,
                id,
                clock,
                builder.limits.discovery(),
                kind -> drops.drop(kind, "a relay"),
                builder.legacy);
        fallback = new Fallback(
                builder.fallback,
                gun,
                field,
                clock,
                text -> say(PeerEvent.Level.WARN, text),
                this::refresh,
                metrics,
                drops);
        metrics.watch(() -> field.witnesses().size(), () -> views);
    }

    /** Describes a peer; not thread-safe. */
    public static final class Builder {
        private final List<URI> relays = new ArrayList<>();
        private final List<Consumer<PeerEvent>> listeners = new ArrayList<>();
        private Duration ttl = FieldRules.DEPLOYED_TTL;
        private PeerLimits limits = PeerLimits.DEPLOYED;
        private boolean legacy;
        private boolean fallback;
        private IceConfiguration ice = IceConfiguration.NO_SERVERS;
        private MeterRegistry registry = new SimpleMeterRegistry();

        private Builder() {}

        /** Adds relays, as {@code ws}, {@code wss}, {@code http} or {@code https} addresses. */
        public Builder relays(List<URI> addresses) {
            relays.addAll(addresses);
            return this;
        }

        /** Sets how long witnesses of our own live, from 1 ms to one day; 10 minutes otherwise. */
        public Builder ttl(Duration life) {
            ttl = life;
            return this;
        }

        /** Sets what other peers may do here; {@link PeerLimits#DEPLOYED} otherwise. */
        public Builder limits(PeerLimits bounds) {
            limits = bounds;
            return this;
        }

        /** Sets how to find ways to other peers; without servers, those on one network can connect. */
        public Builder ice(IceConfiguration configuration) {
            ice = configuration;
            return this;
        }

        /** Lets the peer meet the legacy pages too, in their own namespace; it does not otherwise. */
        public Builder legacyV3(boolean meet) {
            legacy = meet;
            return this;
        }

        /**
         * Lets the peer take part in the emergency namespace while no channel is open: then what is said here goes to the
         * relays, where everybody can read it. It does not otherwise.
         */
        public Builder fallback(boolean takePart) {
            fallback = takePart;
            return this;
        }

        private WritePolicy policy() {
            WritePolicy policy = DiscoveryPolicy.ONLY_DISCOVERY;
            if (legacy) {
                policy = policy.or(DiscoveryPolicy.LEGACY_DISCOVERY);
            }
            return fallback ? policy.or(EmergencyFallback.POLICY) : policy;
        }

        /**
         * Sets where the peer counts what it does, and reads its statistics from; a registry of its own otherwise. A
         * registry is for one peer.
         */
        public Builder metrics(MeterRegistry meters) {
            registry = meters;
            return this;
        }

        /** Adds a listener that misses nothing from the start; see {@link WitnessPeer#events}. */
        public Builder listener(Consumer<PeerEvent> listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Starts the peer.
         *
         * @throws IllegalArgumentException if a relay's address or the time to live is not acceptable
         * @throws WebRtcUnavailableException if this machine lacks something; the message says what
         */
        public WitnessPeer open() {
            WitnessPeer peer = new WitnessPeer(this);
            peer.start();
            return peer;
        }
    }

    /** Starts to describe a peer. */
    public static Builder builder() {
        return new Builder();
    }

    /** The name under which others find this peer: a new one for each. */
    public String id() {
        return id;
    }

    /**
     * Makes a witness and shows it to all who are connected.
     *
     * @param text trimmed; 1 to 140 UTF-16 units remain
     * @param contextOf id of the witness it replies to, or null
     * @throws IllegalArgumentException with a message for people if the text is not acceptable
     */
    public Witness add(String text, @Nullable String contextOf) {
        Witness made = field.add(text, contextOf);
        metrics.made();
        loop.execute(() -> fallback.made(made));
        return made;
    }

    /** Witnesses one again: its count grows and its life starts anew. Empty if it is not alive here. */
    public Optional<Witness> reWitness(String witnessId) {
        return field.reWitness(witnessId);
    }

    /**
     * Waits until a witness has left this machine on every channel that is open. Blocks.
     *
     * @param longest how long to wait at most
     * @return on how many channels it has left
     */
    public int awaitSent(Witness witness, Duration longest) {
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        long deadline = PeerLoop.millis() + longest.toMillis();
        loop.execute(() -> checkSent(witness, deadline, sent));
        return sent.completeOnTimeout(0, longest.plus(SENT_LATE).toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** The witnesses that are alive here, newest first. */
    public List<Witness> witnesses() {
        return field.witnesses();
    }

    /** How this peer is connected now. */
    public ConnectionStatus status() {
        return status;
    }

    /** The other peers that are known, as they were at most a second ago. */
    public List<PeerView> peers() {
        return views;
    }

    /** Where the connections to the relays stand. */
    public List<PeerStatus> relays() {
        return gun.peers();
    }

    /** What this peer has done since it started. */
    public PeerStatistics statistics() {
        return linkMetrics.statistics(metrics);
    }

    /** What was dropped so far because it was not acceptable, by kind. */
    public Map<String, Long> dropped() {
        return drops.counts();
    }

    /**
     * Listens to what happens from now on. Listeners are called in order on one thread of the peer's own; when 10 000
     * events wait for them, further ones are lost.
     */
    public Subscription events(Consumer<PeerEvent> listener) {
        return listeners.add(listener);
    }

    /**
     * Leaves in order: takes back presence and letters, sends what is queued, closes the channels, and gives back every
     * thread and socket.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean relayUp = status.relayConnected();
        CompletableFuture<@Nullable Void> goodbye = new CompletableFuture<>();
        loop.run(
                () -> {
                    neighbourhood.close();
                    fallback.close();
                    var unused = dialects.leave().thenRun(() -> goodbye.complete(null));
                },
                FAREWELL);
        links.close();
        if (relayUp) {
            // Without it the others would take us for present for a minute more.
            goodbye.completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        gun.close();
        field.close();
        loop.close();
        status = NOWHERE;
        views = List.of();
        listeners.close();
    }

    // ---- on the loop

    private void start() {
        loop.start();
        loop.execute(() -> {
            dialects.open();
            dialects.announce();
            refresh();
        });
        EARLY_HEARTBEATS.forEach(delay -> loop.after(delay, dialects::announce));
        dialects.keepUp(loop);
        fallback.keepUp(loop);
        loop.every(REFRESH, this::refresh);
        new Upkeep(neighbourhood, gossip, fallback, loop).start();
    }

    private void checkSent(Witness witness, long deadline, CompletableFuture<Integer> sent) {
        List<Conversation> open = neighbourhood.conversations();
        long done = open.stream().filter(with -> with.hasSent(witness)).count();
        if (done == open.size() || PeerLoop.millis() >= deadline) {
            sent.complete((int) done);
        } else {
            loop.after(SENT_POLL, () -> checkSent(witness, deadline, sent));
        }
    }

    private void fieldChanged(FieldEvent event) {
        gossip.changed(event, neighbourhood.conversations());
        fallback.changed(event);
        if (event instanceof FieldEvent.Updated updated && !updated.isVisible()) {
            return;
        }
        PeerEvent.Change change = event instanceof FieldEvent.Added
                ? PeerEvent.Change.ADDED
                : event instanceof FieldEvent.Updated ? PeerEvent.Change.UPDATED : PeerEvent.Change.REMOVED;
        listeners.tell(new PeerEvent.WitnessChanged(clock.millis(), change, event.witness()));
    }

    private void flooded(Conversation conversation) {
        neighbourhood.flooded(conversation);
    }

    private void relayChanged(ConnectionEvent event) {
        switch (event.state()) {
            case CONNECTING -> {}
            case UP -> {
                say(PeerEvent.Level.INFO, "connected to relay " + event.relay());
                // It may have restarted and know nobody.
                dialects.announce();
            }
            case DOWN ->
                say(
                        PeerEvent.Level.WARN,
                        "not connected to relay " + event.relay() + ", dialling it on: " + event.reason());
        }
        refresh();
    }

    private void say(PeerEvent.Level level, String text) {
        if (level == PeerEvent.Level.WARN) {
            log.debug("{}", text);
        }
        listeners.tell(new PeerEvent.Logged(clock.millis(), level, text));
    }

    /** Computes the status anew and tells of it if it is another. */
    private void refresh() {
        if (closed.get()) {
            return;
        }
        boolean relay = gun.peers().stream().anyMatch(peer -> peer.state() == ConnectionEvent.State.UP);
        views = neighbourhood.all().stream().map(Neighbour::view).toList();
        ConnectionStatus now =
                ConnectionStatus.of(views.size(), neighbourhood.open().size(), relay, fallback.state());
        if (!now.equals(status)) {
            status = now;
            listeners.tell(new PeerEvent.StatusChanged(clock.millis(), id, now));
        }
    }
}
