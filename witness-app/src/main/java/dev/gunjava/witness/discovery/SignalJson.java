package dev.gunjava.witness.discovery;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON texts inside signals: descriptions and candidates. Thread-safe. */
final class SignalJson {
    /** Characters of a description: an SDP of 16 KiB, escaped. */
    static final int MAX_TEXT = 32 * 1024;

    private static final int MAX_EXTENSIONS = 16;

    /** A description with what stands beside it; null where it does not. */
    record Description(String type, String sdp, @Nullable Long ts, @Nullable Long re, Set<String> extensions) {}

    /** One candidate in the words of browsers. */
    record Candidate(@Nullable String sdpMid, int sdpMLineIndex, String candidate) {}

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxDocumentLength(MAX_TEXT)
                            .maxStringLength(MAX_TEXT)
                            .maxNumberLength(64)
                            .maxNameLength(256)
                            .build())
                    .build())
            .build();

    String write(String type, String sdp, long ts, @Nullable Long re, Collection<String> extensions) {
        ObjectNode out =
                json.createObjectNode().put("type", type).put("sdp", sdp).put("ts", ts);
        if (re != null) {
            out.put("re", re);
        }
        extensions.forEach(out.putArray("ext")::add);
        return out.toString();
    }

    String write(Candidate candidate) {
        return json.createObjectNode()
                .put("candidate", candidate.candidate)
                .put("sdpMid", candidate.sdpMid)
                .put("sdpMLineIndex", candidate.sdpMLineIndex)
                .toString();
    }

    Optional<Description> description(String text) {
        return object(text).flatMap(read -> {
            String type = read.path("type").stringValue(null);
            String sdp = read.path("sdp").stringValue(null);
            return type == null || sdp == null
                    ? Optional.empty()
                    : Optional.of(new Description(type, sdp, whole(read, "ts"), whole(read, "re"), extensions(read)));
        });
    }

    /** Empty too for the empty candidate by which browsers end their list. */
    Optional<Candidate> candidate(String text) {
        return object(text).flatMap(read -> {
            String candidate = read.path("candidate").stringValue("");
            Long index = whole(read, "sdpMLineIndex");
            return candidate.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Candidate(
                            read.path("sdpMid").stringValue(null), index == null ? 0 : index.intValue(), candidate));
        });
    }

    private Optional<JsonNode> object(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static @Nullable Long whole(JsonNode object, String key) {
        JsonNode number = object.path(key);
        return number.isNumber() ? (Long) (long) number.doubleValue(0) : null;
    }

    private static Set<String> extensions(JsonNode object) {
        Set<String> extensions = new LinkedHashSet<>();
        for (JsonNode name : object.path("ext")) {
            if (name.isString() && extensions.size() < MAX_EXTENSIONS) {
                extensions.add(name.stringValue());
            }
        }
        return extensions;
    }
}
