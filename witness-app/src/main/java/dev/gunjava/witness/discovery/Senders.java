package dev.gunjava.witness.discovery;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the peers that write to us: of those that we attend to, since a connection is being made with them, and
 * of the others that wrote last.
 *
 * <p>Owned by the thread of the peer. Attended peers are as few as connections.
 */
final class Senders<S> {
    private final int most;
    private final Supplier<S> fresh;
    private final Consumer<S> forget;
    private final LinkedHashMap<String, S> all = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> attended = new HashSet<>();

    /**
     * @param most how many are remembered that are not attended
     * @param fresh makes what is known of a new sender
     * @param forget releases what is held for a sender
     */
    Senders(int most, Supplier<S> fresh, Consumer<S> forget) {
        this.most = most;
        this.fresh = fresh;
        this.forget = forget;
    }

    /** What is known of a peer that writes; if it is new, the one that wrote longest ago is forgotten for it. */
    S writing(String peer) {
        S known = all.get(peer);
        if (known != null) {
            return known;
        }
        S sender = fresh.get();
        all.put(peer, sender);
        if (all.size() - attended.size() > most) {
            all.keySet().stream()
                    .filter(id -> !attended.contains(id))
                    .findFirst()
                    .ifPresent(eldest -> {
                        S forgotten = all.remove(eldest);
                        if (forgotten != null) {
                            forget.accept(forgotten);
                        }
                    });
        }
        return sender;
    }

    /** What is known of a peer that must not be forgotten until it is ignored. */
    S attend(String peer) {
        attended.add(peer);
        return writing(peer);
    }

    /** Releases what is held for a peer, which may be forgotten from now on. */
    void ignore(String peer) {
        attended.remove(peer);
        @Nullable S known = all.get(peer);
        if (known != null) {
            forget.accept(known);
        }
    }

    /** Releases what is held for all. */
    void close() {
        all.values().forEach(forget);
    }
}
