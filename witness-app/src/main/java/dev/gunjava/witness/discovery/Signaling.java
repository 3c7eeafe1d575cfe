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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The letters by which two peers connect: each writes into the inbox of the other, under its own id.
 *
 * <p>Owned by one thread, on which the {@link Gun} calls its listeners. What is remembered of senders is bounded by {@link DiscoveryRules}.
 */
public final class Signaling implements Correspondence {
    private static final Duration FRESH = Duration.ofSeconds(60);
    private static final int MAX_LINKS = 4;
    private static final int MAX_CANDIDATES = 128;

    private final Namespace namespace;
    private final String me;
    private final InstantSource clock;
    private final List<String> extensions;
    private final Consumer<Signal> listener;
    private final Consumer<String> dropped;
    private final SignalJson json = new SignalJson();
    private final SignalReader reader = new SignalReader(json);
    private final Senders<Sender> senders;
    /** Recipient to soul to the keys that were written there, until they are taken back. */
    private final Map<String, Map<String, Set<String>>> written = new HashMap<>();

    private @Nullable Subscription inbox;
    private long lastTimestamp;

    /** What is known of one peer that has written, or is expected to write. */
    private static final class Sender {
        long offered;
        long answered;
        boolean heard;

        @Nullable
        Node letter;

        final Set<String> candidates = new HashSet<>();
        final Map<String, @Nullable Node> linked = new HashMap<>();
        final Map<String, Subscription> subscriptions = new HashMap<>();

        void forget() {
            subscriptions.values().forEach(Subscription::close);
            subscriptions.clear();
            linked.clear();
            candidates.clear();
        }
    }

    /**
     * @param extensions what this peer understands beyond the deployed protocol; announced in each description
     * @param dropped told why a letter was not delivered, in one of a fixed few texts
     */
    public Signaling(
            Gun gun,
            String me,
            InstantSource clock,
            DiscoveryRules rules,
            List<String> extensions,
            Consumer<Signal> listener,
            Consumer<String> dropped) {
        this.namespace = new Namespace(gun);
        this.me = me;
        this.clock = clock;
        this.senders = new Senders<>(rules.senders(), Sender::new, Sender::forget);
        this.extensions = List.copyOf(extensions);
        this.listener = listener;
        this.dropped = dropped;
    }

    @Override
    public void open() {
        inbox = namespace.at(Namespace.inbox(me)).map().on(this::letter);
    }

    /** To its letters without the way through the inbox, and to its late candidates. */
    @Override
    public void attend(String peer) {
        Sender sender = senders.attend(peer);
        String soul = Namespace.letter(me, peer);
        sender.subscriptions.computeIfAbsent(
                soul, of -> namespace.at(of).on(change -> change.node().ifPresent(node -> read(peer, node))));
        sender.subscriptions.computeIfAbsent(
                soul + "/candidates",
                of -> namespace.at(of).on(change -> change.node().ifPresent(node -> candidates(peer, node))));
    }

    @Override
    public void ignore(String peer) {
        senders.ignore(peer);
    }

    @Override
    public long offer(String to, String sdp, Form form) {
        return describe(to, "offer", sdp, form, null);
    }

    @Override
    public long answer(String to, String sdp, Form form, long re) {
        return describe(to, "answer", sdp, form, re);
    }

    @Override
    public void candidate(
            String to, long timestamp, int number, @Nullable String sdpMid, int sdpMLineIndex, String candidate) {
        String text = json.write(new SignalJson.Candidate(sdpMid, sdpMLineIndex, candidate));
        write(to, Namespace.letter(to, me) + "/candidates", Map.of(timestamp + "_" + number, text));
    }

    @Override
    public void clear(String to) {
        Map<String, Set<String>> souls = written.remove(to);
        if (souls != null) {
            souls.forEach((soul, keys) -> {
                Map<String, GunValue> nulls = new HashMap<>();
                keys.forEach(key -> nulls.put(key, GunValue.Null.INSTANCE));
                namespace.put(soul, nulls);
            });
        }
    }

    @Override
    public void close() {
        if (inbox != null) {
            inbox.close();
        }
        senders.close();
        List.copyOf(written.keySet()).forEach(this::clear);
    }

    // ---- writing

    private long describe(String to, String type, String sdp, Form form, @Nullable Long re) {
        lastTimestamp = Math.max(clock.millis(), lastTimestamp + 1);
        String soul = Namespace.letter(to, me);
        Map<String, Object> letter = new HashMap<>();
        letter.put("type", type);
        letter.put("timestamp", lastTimestamp);
        switch (form) {
            case JSON -> letter.put(type, json.write(type, sdp, lastTimestamp, re, extensions));
            case SDP -> letter.put(type, sdp);
            case FLAT -> letter.put("sdp", sdp);
            case LINK -> {
                write(to, soul + "/" + type, Map.of("type", type, "sdp", sdp));
                letter.put(type, Namespace.link(soul + "/" + type));
            }
        }
        if (re != null && form != Form.JSON) {
            letter.put("re", re);
        }
        write(to, soul, letter);
        write(to, Namespace.inbox(to), Map.of(me, Namespace.link(soul)));
        namespace.put(Namespace.SIGNALING, Map.of(to, Namespace.link(Namespace.inbox(to))));
        return lastTimestamp;
    }

    private void write(String to, String soul, Map<String, ?> fields) {
        written.computeIfAbsent(to, peer -> new LinkedHashMap<>())
                .computeIfAbsent(soul, of -> new HashSet<>())
                .addAll(fields.keySet());
        namespace.put(soul, fields);
    }

    // ---- reading

    private void letter(Change change) {
        Node node = change.node().orElse(null);
        if (node == null) {
            return;
        }
        String from = change.key();
        if (from.equals(me) || !PeerId.isValid(from) || !node.soul().equals(Namespace.letter(me, from))) {
            dropped.accept("signal not addressed to us");
            return;
        }
        read(from, node);
    }

    private void read(String from, Node node) {
        Sender sender = senders.writing(from);
        sender.letter = node;
        boolean first = !sender.heard;
        sender.heard = true;
        Signal signal =
                reader.read(from, node, soul -> follow(from, sender, soul)).orElse(null);
        if (signal == null || !isNew(sender, signal)) {
            return;
        }
        // What lay there before we looked is judged by its time; what is written while we watch is new by itself.
        if (first && Math.abs(clock.millis() - signal.timestamp()) > FRESH.toMillis()) {
            dropped.accept("signal too old");
        } else {
            listener.accept(signal);
        }
    }

    private static boolean isNew(Sender sender, Signal signal) {
        boolean answer = signal instanceof Signal.Answer;
        if (signal.timestamp() <= (answer ? sender.answered : sender.offered)) {
            return false;
        }
        if (answer) {
            sender.answered = signal.timestamp();
        } else {
            sender.offered = signal.timestamp();
        }
        return true;
    }

    /** The node behind a link, which is watched from the first time on. */
    private @Nullable Node follow(String from, Sender sender, String soul) {
        if (!sender.linked.containsKey(soul) && sender.linked.size() < MAX_LINKS) {
            sender.linked.put(soul, null);
            sender.subscriptions.put(soul, namespace.at(soul).on(change -> {
                sender.linked.put(soul, change.node().orElse(null));
                if (sender.letter != null) {
                    read(from, sender.letter);
                }
            }));
        }
        return sender.linked.get(soul);
    }

    private void candidates(String from, Node node) {
        Sender sender = senders.writing(from);
        for (int i = 0; i < node.size(); i++) {
            String key = node.key(i);
            int end = key.indexOf('_');
            if (end <= 0 || end > 15 || !(node.value(i) instanceof GunValue.Text text) || !isDigits(key, end)) {
                continue;
            }
            if (sender.candidates.contains(key)) {
                continue;
            }
            if (sender.candidates.size() >= MAX_CANDIDATES) {
                dropped.accept("too many candidates");
                return;
            }
            sender.candidates.add(key);
            long timestamp = Long.parseLong(key.substring(0, end));
            json.candidate(text.value())
                    .ifPresent(read -> listener.accept(new Signal.Candidate(
                            from, timestamp, read.sdpMid(), read.sdpMLineIndex(), read.candidate())));
        }
    }

    private static boolean isDigits(String key, int end) {
        return key.chars().limit(end).allMatch(digit -> digit >= '0' && digit <= '9');
    }
}
