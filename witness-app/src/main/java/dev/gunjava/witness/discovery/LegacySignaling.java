package dev.gunjava.witness.discovery;

import dev.gunjava.Change;
import dev.gunjava.Gun;
import dev.gunjava.Subscription;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.witness.DiscoveryRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The letters of the legacy pages. One node holds the description and, one after the other, the candidates; a candidate
 * overwrites {@code type} and {@code timestamp}. So the SDP itself says whether it is an offer, and the state of its key
 * says when it was written.
 *
 * <p>We write whole descriptions and no candidates, which would hide our own {@code type} from a page. Owned by one thread,
 * on which the {@link Gun} calls its listeners. What is remembered of senders is bounded by {@link DiscoveryRules}. Source: docs/protocol.md, section 9.
 */
public final class LegacySignaling implements Correspondence {
    private static final Duration FRESH = Duration.ofSeconds(60);
    private static final int MAX_CANDIDATES = 128;
    private static final int MAX_SDP = 16 * 1024;
    /** What only an offer says: its writer leaves it to the other side who begins the DTLS handshake. */
    private static final String OFFERED = "a=setup:actpass";

    private static final List<String> KEYS = List.of("type", "sdp", "timestamp");

    private final Namespace namespace;
    private final String me;
    private final InstantSource clock;
    private final Consumer<Signal> listener;
    private final Consumer<String> dropped;
    private final SignalJson json = new SignalJson();
    private final Senders<Sender> senders;
    private final Set<String> written = new HashSet<>();
    private @Nullable Subscription inbox;
    private long lastTimestamp;

    /** What is known of one page that has written. */
    private static final class Sender {
        /** The state of the description that was read last, or 0. */
        long described;

        final Set<String> candidates = new HashSet<>();

        @Nullable
        Subscription letters;

        void forget() {
            if (letters != null) {
                letters.close();
                letters = null;
            }
        }
    }

    /** @param dropped told why a letter was not delivered, in one of a fixed few texts */
    public LegacySignaling(
            Gun gun,
            String me,
            InstantSource clock,
            DiscoveryRules rules,
            Consumer<Signal> listener,
            Consumer<String> dropped) {
        this.namespace = new Namespace(gun);
        this.me = me;
        this.clock = clock;
        this.senders = new Senders<>(rules.senders(), Sender::new, Sender::forget);
        this.listener = listener;
        this.dropped = dropped;
    }

    @Override
    public void open() {
        inbox = namespace.at(LegacyNamespace.inbox(me)).map().on(this::letter);
    }

    @Override
    public void attend(String peer) {
        Sender sender = senders.attend(peer);
        if (sender.letters == null) {
            sender.letters = namespace.at(LegacyNamespace.letter(me, peer)).on(change -> change.node()
                    .ifPresent(node -> read(peer, node)));
        }
    }

    @Override
    public void ignore(String peer) {
        senders.ignore(peer);
    }

    /** There is one form of a letter here, whichever is asked for. */
    @Override
    public long offer(String to, String sdp, Form form) {
        return describe(to, "offer", sdp);
    }

    @Override
    public long answer(String to, String sdp, Form form, long re) {
        return describe(to, "answer", sdp);
    }

    @Override
    public void candidate(
            String to, long timestamp, int number, @Nullable String sdpMid, int sdpMLineIndex, String candidate) {
        // The page learns of that way when we check it.
    }

    @Override
    public void clear(String to) {
        if (written.remove(to)) {
            Map<String, GunValue> nulls = new HashMap<>();
            KEYS.forEach(key -> nulls.put(key, GunValue.Null.INSTANCE));
            namespace.put(LegacyNamespace.letter(to, me), nulls);
            namespace.put(LegacyNamespace.inbox(to), Map.of(me, GunValue.Null.INSTANCE));
        }
    }

    @Override
    public void close() {
        if (inbox != null) {
            inbox.close();
        }
        senders.close();
        List.copyOf(written).forEach(this::clear);
    }

    private long describe(String to, String type, String sdp) {
        lastTimestamp = Math.max(clock.millis(), lastTimestamp + 1);
        String soul = LegacyNamespace.letter(to, me);
        written.add(to);
        namespace.put(soul, Map.of("type", type, "sdp", sdp, "timestamp", lastTimestamp));
        namespace.put(LegacyNamespace.inbox(to), Map.of(me, Namespace.link(soul)));
        namespace.put(LegacyNamespace.signaling(), Map.of(to, Namespace.link(LegacyNamespace.inbox(to))));
        namespace.put(
                LegacyNamespace.ROOT, Map.of(LegacyNamespace.SIGNALING, Namespace.link(LegacyNamespace.signaling())));
        return lastTimestamp;
    }

    private void letter(Change change) {
        Node node = change.node().orElse(null);
        if (node == null) {
            return;
        }
        String from = change.key();
        if (from.equals(me) || !PeerId.isValid(from) || !node.soul().equals(LegacyNamespace.letter(me, from))) {
            dropped.accept("signal not addressed to us");
            return;
        }
        read(from, node);
    }

    private void read(String from, Node node) {
        if (!(node.value("sdp") instanceof GunValue.Text sdp)) {
            return;
        }
        Sender sender = senders.writing(from);
        long state = (long) node.state("sdp");
        if (state > sender.described) {
            boolean first = sender.described == 0;
            sender.described = state;
            sender.candidates.clear();
            if (sdp.value().length() > MAX_SDP) {
                dropped.accept("signal too long");
                return;
            }
            // What lay there before we looked is judged by its time; what is written while we watch is new by itself.
            if (first && Math.abs(clock.millis() - state) > FRESH.toMillis()) {
                dropped.accept("signal too old");
                return;
            }
            listener.accept(description(from, state, sdp.value()));
        }
        if (node.value("candidate") instanceof GunValue.Text candidate) {
            candidate(from, sender, candidate.value());
        }
    }

    private static Signal description(String from, long state, String sdp) {
        return sdp.contains(OFFERED)
                ? new Signal.Offer(from, state, sdp, Form.FLAT, Set.of())
                : new Signal.Answer(from, state, sdp, Form.FLAT, Set.of(), null);
    }

    private void candidate(String from, Sender sender, String text) {
        if (sender.candidates.contains(text)) {
            return;
        }
        if (sender.candidates.size() >= MAX_CANDIDATES) {
            dropped.accept("too many candidates");
            return;
        }
        sender.candidates.add(text);
        json.candidate(text)
                .ifPresent(read -> listener.accept(new Signal.Candidate(
                        from, sender.described, read.sdpMid(), read.sdpMLineIndex(), read.candidate())));
    }
}
