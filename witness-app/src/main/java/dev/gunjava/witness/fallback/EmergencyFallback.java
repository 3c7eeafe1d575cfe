package dev.gunjava.witness.fallback;

import dev.gunjava.Change;
import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.Subscription;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.WritePolicy;
import dev.gunjava.witness.Admission;
import dev.gunjava.witness.FieldEvent;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes part in the namespace of the emergency pages while no channel is open: reads their witnesses into the field, and
 * writes those that were made or witnessed again here. With a channel open it neither reads nor writes.
 *
 * <p>At most 50 witnesses of ours and 1 000 entries are remembered, the latest. Owned by one thread, on which the {@link
 * Gun} calls its listeners. Source: docs/protocol.md, section 10.
 */
public final class EmergencyFallback implements AutoCloseable {
    /** The namespace of the emergency pages. */
    public static final String NAMESPACE = "witness-field-emergency-v1";

    /** Allows the souls of the namespace. */
    public static final WritePolicy POLICY = WritePolicy.namespaces(NAMESPACE);

    /** So long no channel must have been open: connecting takes a moment, and is to come first. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How often what is over is taken away. */
    public static final Duration SWEEP = Duration.ofSeconds(30);

    /** The field's name for the source of what was read: all pages share one allowance for raising a count. */
    private static final String SOURCE = "emergency namespace";

    /** Under this key the deployed p2p pages keep a list that nobody reads. */
    private static final String NOT_AN_ENTRY = "witnesses";

    private static final int MAX_OWN = 50;
    private static final int MAX_ENTRIES = 1_000;

    /** Hears of what the fallback does. */
    public interface Listener {

        /** It has begun or ceased to take part. */
        void active(boolean active);

        /** A witness was written into the namespace. */
        void written();

        /** An entry was read and taken in. */
        void takenIn();

        /** An entry is not acceptable. */
        void dropped();
    }

    private final Gun gun;
    private final WitnessField field;
    private final InstantSource clock;
    private final LongSupplier millis;
    private final Listener listener;

    private final Set<String> own = new LinkedHashSet<>();
    /** Id to expiry of what lies in the namespace. */
    private final Map<String, Long> entries = new LinkedHashMap<>();

    /** Ids of entries that were too many to be taken in when they were read; they are read again later. */
    private final Set<String> late = new LinkedHashSet<>();

    private @Nullable Subscription reading;
    private long aloneSince;
    private boolean closed;

    /** @param millis monotonic time, ms */
    public EmergencyFallback(Gun gun, WitnessField field, InstantSource clock, LongSupplier millis, Listener listener) {
        this.gun = gun;
        this.field = field;
        this.clock = clock;
        this.millis = millis;
        this.listener = listener;
        this.aloneSince = millis.getAsLong();
    }

    /** Whether it takes part now. */
    public boolean isActive() {
        return reading != null;
    }

    /** How many channels are open; to be called several times a second. */
    public void connections(int open) {
        long now = millis.getAsLong();
        if (open > 0) {
            aloneSince = now;
            end();
        } else if (!closed && !isActive() && now - aloneSince >= PATIENCE.toMillis()) {
            reading = gun.get(NAMESPACE).map().on(this::read);
            listener.active(true);
            List.copyOf(own).forEach(this::write);
        }
    }

    /** A witness was made here. */
    public void made(Witness witness) {
        own(witness.id());
    }

    /** Something happened in the field. */
    public void changed(FieldEvent event) {
        if (event instanceof FieldEvent.Updated updated && updated.here()) {
            own(event.witness().id());
        } else if (event instanceof FieldEvent.Removed) {
            own.remove(event.witness().id());
        }
    }

    /** Takes away what is over and reads what was too much at first; to be called every {@link #SWEEP}. */
    public void sweep() {
        if (!isActive()) {
            return;
        }
        List<String> again = List.copyOf(late);
        late.clear();
        again.forEach(this::readAgain);
        long now = clock.millis();
        Iterator<Map.Entry<String, Long>> all = entries.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Long> entry = all.next();
            if (entry.getValue() <= now) {
                all.remove();
                remove(entry.getKey());
            }
        }
    }

    /** Takes part no more. What was written stays until it is over. */
    @Override
    public void close() {
        closed = true;
        end();
    }

    private void end() {
        if (reading != null) {
            reading.close();
            reading = null;
            entries.clear();
            late.clear();
            listener.active(false);
        }
    }

    private void own(String id) {
        own.remove(id);
        own.add(id);
        if (own.size() > MAX_OWN) {
            own.remove(own.iterator().next());
        }
        if (isActive()) {
            write(id);
        }
    }

    /** Looks before it writes, since the later write wins there whatever it counts. */
    private void write(String id) {
        var unused = gun.get(soul(id)).once().thenAccept(once -> {
            long now = clock.millis();
            Optional<Witness> there = once instanceof Once.Found found
                    ? found.change().node().flatMap(node -> EmergencyEntry.read(id, node, now))
                    : Optional.empty();
            there.ifPresent(entry -> field.merge(entry, SOURCE));
            field.witness(id)
                    .filter(witness -> isActive()
                            && there.filter(entry -> EmergencyEntry.isCovered(witness, entry, now))
                                    .isEmpty())
                    .ifPresent(witness -> put(witness, now));
        });
    }

    private void put(Witness witness, long now) {
        Map<String, Object> entry = EmergencyEntry.write(witness, now);
        // By name: a stranger may have bent the link that is there.
        entry.put("_", Map.of("#", soul(witness.id())));
        var unused = gun.get(NAMESPACE).put(Map.of(witness.id(), entry));
        listener.written();
    }

    private void remove(String id) {
        var unused = gun.get(NAMESPACE).put(Map.of(id, GunValue.Null.INSTANCE));
    }

    private void read(Change change) {
        String id = change.key();
        Node node = change.node().orElse(null);
        if (node == null || id.equals(NOT_AN_ENTRY)) {
            // A null takes nothing away that lives here: it has an end of its own.
            return;
        }
        read(id, node);
    }

    private void read(String id, Node node) {
        if (!isActive()) {
            return;
        }
        Witness entry = EmergencyEntry.read(id, node, clock.millis()).orElse(null);
        if (entry == null) {
            listener.dropped();
            return;
        }
        remember(entry);
        Admission admission = field.merge(entry, SOURCE);
        if (admission == Admission.ADDED) {
            listener.takenIn();
        } else if (admission == Admission.TOO_MANY_NEW && late.size() < MAX_ENTRIES) {
            late.add(id);
        }
    }

    private void readAgain(String id) {
        var unused = gun.get(soul(id)).once().thenAccept(once -> {
            if (once instanceof Once.Found found) {
                found.change().node().ifPresent(node -> read(id, node));
            }
        });
    }

    private void remember(Witness entry) {
        entries.remove(entry.id());
        entries.put(entry.id(), entry.expiresAt());
        if (entries.size() > MAX_ENTRIES) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    private static String soul(String id) {
        return NAMESPACE + "/" + id;
    }
}
