package dev.gunjava.witness.discovery;

import dev.gunjava.Ack;
import dev.gunjava.Change;
import dev.gunjava.Gun;
import dev.gunjava.Subscription;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.witness.DiscoveryRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Presence among the legacy pages: {@code id}, {@code timestamp} and {@code status}, every 10 s, good for 30 s. A page
 * offers to everybody whose presence it sees.
 *
 * <p>Owned by one thread, on which the {@link Gun} calls its listeners. Source: docs/protocol.md, section 9.
 */
public final class LegacyPresence implements Herald {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final String ONLINE = "online";

    private final Namespace namespace;
    private final String me;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Presence.Listener listener;
    private final Attendance attendance;
    private @Nullable Subscription watching;

    /** @param nanos monotonic time, ns */
    public LegacyPresence(
            Gun gun,
            String me,
            InstantSource clock,
            LongSupplier nanos,
            DiscoveryRules rules,
            Presence.Listener listener) {
        this.namespace = new Namespace(gun);
        this.me = me;
        this.clock = clock;
        this.nanos = nanos;
        this.listener = listener;
        this.attendance = new Attendance(Attendance.Rhythm.LEGACY, rules, listener::gone);
    }

    @Override
    public void watch() {
        watching = namespace.at(LegacyNamespace.peers()).map().on(this::seen);
    }

    @Override
    public void announce(int free) {
        String soul = LegacyNamespace.presence(me);
        namespace.put(soul, Map.of("id", me, "timestamp", clock.millis(), "status", ONLINE));
        namespace.put(LegacyNamespace.peers(), Map.of(me, Namespace.link(soul)));
        namespace.put(LegacyNamespace.ROOT, Map.of(LegacyNamespace.PEERS, Namespace.link(LegacyNamespace.peers())));
    }

    @Override
    public Duration heartbeat() {
        return HEARTBEAT;
    }

    @Override
    public void sweep() {
        attendance.lapsed(nanos.getAsLong()).forEach(listener::gone);
    }

    @Override
    public CompletableFuture<@Nullable Void> leave() {
        if (watching != null) {
            watching.close();
        }
        CompletableFuture<Ack> goodbye =
                namespace.write(LegacyNamespace.presence(me), Map.of("status", "offline", "timestamp", clock.millis()));
        Map<String, GunValue> none = new HashMap<>();
        none.put(me, GunValue.Null.INSTANCE);
        return CompletableFuture.allOf(goodbye, namespace.write(LegacyNamespace.peers(), none));
    }

    private void seen(Change change) {
        String id = change.key();
        if (id.equals(me) || !PeerId.isValid(id)) {
            return;
        }
        if (change.value() == GunValue.Null.INSTANCE) {
            attendance.leave(id);
            listener.gone(id);
            return;
        }
        Node node = change.node().orElse(null);
        if (node != null
                && node.soul().equals(LegacyNamespace.presence(id))
                && node.value("timestamp") instanceof GunValue.Num timestamp
                && node.value("status") instanceof GunValue.Text status) {
            boolean online = status.value().equals(ONLINE);
            Verdict verdict = attendance.see(id, (long) timestamp.value(), online, clock.millis(), nanos.getAsLong());
            if (verdict.isHere()) {
                listener.here(id, verdict, OptionalInt.empty());
            } else if (!online) {
                listener.gone(id);
            }
        }
    }
}
