package dev.gunjava.witness.protocol;

import dev.gunjava.witness.UnknownMembers;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of a witness that this program does not know: which of them are kept, and how they are passed on.
 *
 * <p>Thread-safe. Source: docs/protocol.md, section 5.
 */
final class UnknownJson {
    private static final int MAX_DEPTH = 4;
    private static final Set<String> OF_WITNESS =
            Set.of("id", "text", "createdAt", "expiresAt", "witnessCount", "contextOf", "base", "counts", "metadata");
    private static final Set<String> OF_METADATA = Set.of("position", "entropySeed");
    private static final JsonMapper JSON = new JsonMapper();

    private UnknownJson() {}

    /** What is unknown in the JSON of a witness and is fit to be kept; nothing if that is too much. */
    static UnknownMembers read(JsonNode witness) {
        String ofWitness = unknown(witness, OF_WITNESS);
        String ofMetadata = unknown(witness.path("metadata"), OF_METADATA);
        try {
            return new UnknownMembers(ofWitness, ofMetadata);
        } catch (IllegalArgumentException tooMuch) {
            return UnknownMembers.NONE;
        }
    }

    /** Puts the members of a kept text into an object that has all the others. */
    static void write(String members, ObjectNode into) {
        if (!members.equals(UnknownMembers.NONE.ofWitness())) {
            JSON.readTree(members).properties().forEach(member -> into.set(member.getKey(), member.getValue()));
        }
    }

    private static String unknown(JsonNode object, Set<String> known) {
        ObjectNode unknown = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey()) && isFit(member.getKey(), member.getValue(), MAX_DEPTH)) {
                unknown.set(member.getKey(), member.getValue());
            }
        }
        return unknown.toString();
    }

    private static boolean isFit(@Nullable String name, JsonNode value, int depth) {
        if ("__proto__".equals(name)) {
            return false;
        }
        if (value.isNumber()) {
            return Double.isFinite(value.doubleValue(Double.NaN));
        }
        if (value.isObject()) {
            return depth > 0
                    && value.properties().stream()
                            .allMatch(member -> isFit(member.getKey(), member.getValue(), depth - 1));
        }
        return !value.isArray() || (depth > 0 && value.valueStream().allMatch(item -> isFit(null, item, depth - 1)));
    }
}
