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
 * Tells others that this peer is here, and hears who else is.
 *
 * <p>Owned by one thread, on which the {@link Gun} calls its listeners.
 */
public final class Presence implements Herald {

    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** Hears who comes and goes. */
    public interface Listener {

        /**
         * A peer is here; called for each sign of life.
         *
         * @param verdict how sure we can be of it; never {@link Verdict#ABSENT}
         * @param free how many connections it can still take, if it says so
         */
        void here(String peer, Verdict verdict, OptionalInt free);

        /** A peer has left, has not been heard of for too long, or gave way to others that are more likely there. */
        void gone(String peer);
    }

    private final Namespace namespace;
    private final String me;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Listener listener;
    private final Attendance attendance;
    private @Nullable Subscription watching;

    /** @param nanos monotonic time, ns */
    public Presence(
            Gun gun, String me, InstantSource clock, LongSupplier nanos, DiscoveryRules rules, Listener listener) {
        this.namespace = new Namespace(gun);
        this.me = me;
        this.clock = clock;
        this.nanos = nanos;
        this.listener = listener;
        this.attendance = new Attendance(Attendance.Rhythm.DEPLOYED, rules, listener::gone);
    }

    @Override
    public void watch() {
        watching = namespace.at(Namespace.PEERS).map().on(this::seen);
    }

    @Override
    public void announce(int free) {
        namespace.put(
                Namespace.presence(me), Map.of("id", me, "timestamp", clock.millis(), "active", true, "free", free));
        namespace.put(Namespace.PEERS, Map.of(me, Namespace.link(Namespace.presence(me))));
        namespace.put(
                Namespace.ROOT,
                Map.of("peers", Namespace.link(Namespace.PEERS), "signaling", Namespace.link(Namespace.SIGNALING)));
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
                namespace.write(Namespace.presence(me), Map.of("active", false, "timestamp", clock.millis()));
        Map<String, GunValue> none = new HashMap<>();
        none.put(me, GunValue.Null.INSTANCE);
        return CompletableFuture.allOf(goodbye, namespace.write(Namespace.PEERS, none));
    }

    private void seen(Change change) {
        String id = change.key();
        if (id.equals(me) || !PeerId.isValid(id)) {
            return;
        }
        if (change.value() == GunValue.Null.INSTANCE) {
            // It took itself off the list; its goodbye may never reach us, since the place is empty now.
            attendance.leave(id);
            listener.gone(id);
            return;
        }
        Node node = change.node().orElse(null);
        if (node == null || !node.soul().equals(Namespace.presence(id))) {
            return;
        }
        if (node.value("timestamp") instanceof GunValue.Num timestamp
                && node.value("active") instanceof GunValue.Bool active) {
            Verdict verdict =
                    attendance.see(id, (long) timestamp.value(), active.value(), clock.millis(), nanos.getAsLong());
            if (verdict.isHere()) {
                listener.here(id, verdict, free(node));
            } else if (!active.value()) {
                listener.gone(id);
            }
        }
    }

    private static OptionalInt free(Node node) {
        return node.value("free") instanceof GunValue.Num free
                ? OptionalInt.of((int) free.value())
                : OptionalInt.empty();
    }
}
