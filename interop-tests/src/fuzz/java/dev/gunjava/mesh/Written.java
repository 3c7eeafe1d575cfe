package dev.gunjava.mesh;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What neighbors have put, read by Jackson's tree model instead of by our reader: the keys of each put by its id, and the
 * values that were ever given for a key.
 */
final class Written {

    private static final int LAYERS = 2;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    /** A soul and a key of it. */
    record Place(String soul, String key) {}

    private final Map<String, Set<Place>> puts = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<Place, Set<Object>> values = new HashMap<>();

    /** Whether there was a frame with a name given twice, of which our reader may have taken either. */
    private boolean ambiguous;

    /** Reads a frame that our reader has accepted. */
    void read(String frame) {
        read(frame, 1);
    }

    private void read(String frame, int layer) {
        JsonNode read;
        try {
            read = JSON.readTree(frame);
        } catch (JacksonException twice) {
            ambiguous = true;
            return;
        }
        (read.isArray() ? read.valueStream() : Stream.of(read)).forEach(message -> {
            if (message.isString() && layer < LAYERS) {
                read(message.stringValue(), layer + 1);
            } else {
                message(message);
            }
        });
    }

    private void message(JsonNode message) {
        Set<Place> places = new HashSet<>();
        message.path("put")
                .properties()
                .forEach(node -> node.getValue().properties().forEach(cell -> {
                    if (!cell.getKey().equals("_")) {
                        Place place = new Place(node.getKey(), cell.getKey());
                        places.add(place);
                        values.computeIfAbsent(place, any -> new HashSet<>()).add(value(cell.getValue()));
                    }
                }));
        String id = message.path("#").stringValue("");
        if (!ids.add(id)) {
            puts.remove(id); // which of them is acked cannot be told
        } else if (!message.has("@")) {
            puts.put(id, places);
        }
    }

    /** A value such that what means the same is equal. */
    private static Object value(JsonNode json) {
        if (json.isNumber()) {
            return json.doubleValue(Double.NaN) + 0.0;
        }
        return json.isObject() ? List.of(json.path("#").stringValue("")) : json;
    }

    /** The keys of a put, if its id was used once. */
    Set<Place> of(String id) {
        return puts.getOrDefault(id, Set.of());
    }

    /** Whether somebody has put this value there. */
    boolean holds(Place place, JsonNode value) {
        return ambiguous || values.getOrDefault(place, Set.of()).contains(value(value));
    }
}
