package dev.gunjava.witness.fallback;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.witness.Witness;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A witness as it lies in the emergency namespace: six fields in a node of its own. */
final class EmergencyEntry {
    /** How long an entry lives after it was written. */
    static final Duration LIFE = Duration.ofMinutes(2);

    /** A count in that namespace is no higher. */
    static final int MAX_COUNT = 10;

    private EmergencyEntry() {}

    /** The fields of a witness, written at {@code now}. */
    static Map<String, Object> write(Witness witness, long now) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("id", witness.id());
        fields.put("text", witness.text());
        fields.put("createdAt", witness.createdAt());
        fields.put("expiresAt", Math.min(witness.expiresAt(), now + LIFE.toMillis()));
        fields.put("witnessCount", count(witness));
        fields.put("contextOf", witness.contextOf() == null ? GunValue.Null.INSTANCE : witness.contextOf());
        return fields;
    }

    /** Reads what a stranger has written under an id; as the pages do, what is not said of times and count is assumed. */
    static Optional<Witness> read(String id, Node node, long now) {
        if (!(node.value("id") instanceof GunValue.Text said && said.value().equals(id))
                || !(node.value("text") instanceof GunValue.Text text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Witness(
                    id,
                    text.value(),
                    number(node, "createdAt", now),
                    number(node, "expiresAt", now + LIFE.toMillis()),
                    Math.min(MAX_COUNT, number(node, "witnessCount", 1)),
                    node.value("contextOf") instanceof GunValue.Text context && Witness.isId(context.value())
                            ? context.value()
                            : null,
                    Witness.derivedPosition(id),
                    Witness.derivedSeed(id)));
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }

    /** Whether an entry says all that we would write. */
    static boolean isCovered(Witness witness, Witness entry, long now) {
        return entry.witnessCount() >= count(witness)
                && entry.expiresAt() >= Math.min(witness.expiresAt(), now + LIFE.toMillis());
    }

    private static long count(Witness witness) {
        return Math.min(MAX_COUNT, witness.witnessCount());
    }

    private static long number(Node node, String key, long missing) {
        return node.value(key) instanceof GunValue.Num number ? (long) number.value() : missing;
    }
}
