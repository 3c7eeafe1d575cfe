package dev.gunjava.witness.peer;

import dev.gunjava.witness.Utf8;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a peer counts for those who run it, under names that begin with {@code witness.}. Nothing in it tells of any one
 * witness or of any one other peer.
 *
 * <p>Thread-safe.
 */
final class PeerMetrics {
    private final MeterRegistry registry;
    private final Counter own;
    private final Counter remote;
    private final Counter duplicates;
    private final Counter messagesIn;
    private final Counter messagesOut;
    private final Counter bytesIn;
    private final Counter bytesOut;

    PeerMetrics(MeterRegistry registry) {
        this.registry = registry;
        own = witnesses("own");
        remote = witnesses("remote");
        duplicates = Counter.builder("witness.gossip.duplicates")
                .description("Witnesses received that said nothing new")
                .register(registry);
        messagesIn = messages("in");
        messagesOut = messages("out");
        bytesIn = bytes("in");
        bytesOut = bytes("out");
    }

    /** Shows the witnesses that are alive, and the connections by state, as they are whenever somebody looks. */
    void watch(Supplier<Number> alive, Supplier<List<PeerView>> connections) {
        Gauge.builder("witness.alive", alive)
                .description("Witnesses in the field")
                .register(registry);
        for (LinkState state : LinkState.values()) {
            Gauge.builder("witness.links", () -> connections.get().stream()
                            .filter(view -> view.state() == state)
                            .count())
                    .description("Other peers that are known, by the state of the connection to them")
                    .tag("state", state.word())
                    .register(registry);
        }
    }

    /** A witness was made here. */
    void made() {
        own.increment();
    }

    /** A witness of another peer was taken in. */
    void takenIn() {
        remote.increment();
    }

    /** A witness was written into the emergency namespace. */
    void fellBack() {
        fallback("written").increment();
    }

    /** A witness was taken in from the emergency namespace. */
    void takenInByFallback() {
        remote.increment();
        fallback("read").increment();
    }

    /** A witness was shown that said nothing new. */
    void duplicate() {
        duplicates.increment();
    }

    void received(String text) {
        messagesIn.increment();
        bytesIn.increment(Utf8.length(text));
    }

    void sent(String text) {
        messagesOut.increment();
        bytesOut.increment(Utf8.length(text));
    }

    PeerStatistics.Witnesses witnesses() {
        return new PeerStatistics.Witnesses((long) own.count(), (long) remote.count(), (long) duplicates.count());
    }

    PeerStatistics.Messages messages() {
        return new PeerStatistics.Messages(
                (long) messagesIn.count(), (long) messagesOut.count(), (long) bytesIn.count(), (long) bytesOut.count());
    }

    /** @param reason one of a fixed few */
    void dropped(String reason) {
        Counter.builder("witness.drops")
                .description("What was not acceptable, by reason")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    private Counter witnesses(String origin) {
        return Counter.builder("witness.witnesses")
                .description("Witnesses that entered the field, by origin")
                .tag("origin", origin)
                .register(registry);
    }

    private Counter fallback(String direction) {
        return Counter.builder("witness.fallback")
                .description("Witnesses that went through the emergency namespace of a relay")
                .tag("direction", direction)
                .register(registry);
    }

    private Counter messages(String direction) {
        return Counter.builder("witness.channel.messages")
                .description("Messages on data channels")
                .tag("direction", direction)
                .register(registry);
    }

    private Counter bytes(String direction) {
        return Counter.builder("witness.channel.bytes")
                .description("Bytes of messages on data channels")
                .baseUnit("bytes")
                .tag("direction", direction)
                .register(registry);
    }
}
