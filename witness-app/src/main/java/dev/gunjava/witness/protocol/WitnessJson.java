package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Position;
import dev.gunjava.witness.Tally;
import dev.gunjava.witness.Witness;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A witness as JSON: the form of the deployed p2p store, which the page's API shares, and what peers count with beside it.
 *
 * <p>Thread-safe.
 */
public final class WitnessJson {
    private WitnessJson() {}

    /** The JSON of a witness; {@code contextOf} is left out where there is none, since pages call string methods on it. */
    public static ObjectNode write(Witness witness) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", witness.id());
        json.put("text", witness.text());
        json.put("createdAt", witness.createdAt());
        json.put("expiresAt", witness.expiresAt());
        json.put("witnessCount", witness.witnessCount());
        if (witness.contextOf() != null) {
            json.put("contextOf", witness.contextOf());
        }
        write(witness.tally(), json);
        ObjectNode metadata = json.putObject("metadata");
        metadata.putObject("position")
                .put("x", witness.position().x())
                .put("y", witness.position().y());
        metadata.put("entropySeed", witness.entropySeed());
        UnknownJson.write(witness.unknown().ofWitness(), json);
        UnknownJson.write(witness.unknown().ofMetadata(), metadata);
        return json;
    }

    private static void write(Tally tally, ObjectNode json) {
        if (tally.base() > 1) {
            json.put("base", tally.base());
        }
        if (!tally.slots().isEmpty()) {
            ObjectNode counts = json.putObject("counts");
            tally.slots().forEach(counts::put);
        }
    }

    /**
     * Reads a witness from a stranger. What decides is checked (id, text, times, count), what only adorns is repaired
     * (position, seed, a context that is no id), and what is unknown is kept. Empty if it is invalid.
     */
    public static Optional<Witness> read(@Nullable JsonNode json) {
        if (json == null || !json.isObject()) {
            return Optional.empty();
        }
        String id = text(json.get("id"));
        String text = text(json.get("text"));
        Long createdAt = wholeNumber(json.get("createdAt"));
        Long expiresAt = wholeNumber(json.get("expiresAt"));
        Long count = count(json.get("witnessCount"));
        if (id == null || text == null || createdAt == null || expiresAt == null || count == null) {
            return Optional.empty();
        }
        String context = text(json.get("contextOf"));
        JsonNode metadata = json.path("metadata");
        try {
            return Optional.of(new Witness(
                    id,
                    text,
                    createdAt,
                    expiresAt,
                    tally(count, json),
                    context != null && Witness.isId(context) ? context : null,
                    position(metadata.path("position"), id),
                    seed(metadata.path("entropySeed"), id),
                    UnknownJson.read(json)));
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }

    private static Tally tally(long count, JsonNode json) {
        Long base = count(json.get("base"));
        SortedMap<String, Long> slots = new TreeMap<>();
        for (Map.Entry<String, JsonNode> slot : json.path("counts").properties()) {
            Long n = count(slot.getValue());
            if (Tally.isSlot(slot.getKey()) && n != null && slots.size() < Tally.MAX_SLOTS) {
                slots.put(slot.getKey(), n);
            }
        }
        return new Tally(count, base == null ? 1 : base, slots);
    }

    private static @Nullable String text(@Nullable JsonNode json) {
        return json != null && json.isString() ? json.stringValue() : null;
    }

    private static @Nullable Long count(@Nullable JsonNode json) {
        double value = number(json).orElse(0);
        return value == Math.rint(value) && Tally.isCount((long) value) ? (Long) (long) value : null;
    }

    /** JavaScript has one kind of number; a fraction of a millisecond is cut off, what it cannot hold exactly is refused. */
    private static @Nullable Long wholeNumber(@Nullable JsonNode json) {
        OptionalDouble number = number(json);
        return number.isPresent() && Math.abs(number.getAsDouble()) <= Tally.MAX_SAFE_INTEGER
                ? (Long) (long) number.getAsDouble()
                : null;
    }

    private static OptionalDouble number(@Nullable JsonNode json) {
        if (json == null || !json.isNumber()) {
            return OptionalDouble.empty();
        }
        double value = json.doubleValue(Double.NaN);
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static Position position(JsonNode json, String id) {
        Position derived = Witness.derivedPosition(id);
        return new Position(
                percent(number(json.path("x")).orElse(derived.x())),
                percent(number(json.path("y")).orElse(derived.y())));
    }

    private static double percent(double value) {
        return Math.max(0, Math.min(100, value));
    }

    private static double seed(JsonNode json, String id) {
        double seed = number(json).orElse(-1);
        return seed >= 0 && seed < 1 ? seed : Witness.derivedSeed(id);
    }
}
