package dev.gunjava.witness.protocol;

import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The texts of a data channel as JSON, within bounds. Thread-safe. */
final class ChannelJson {
    /** A sync in a batch is five deep, and what it holds eight more at most. */
    private static final int MAX_DEPTH = 16;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(WitnessCodec.MAX_MESSAGE)
                            .maxStringLength(WitnessCodec.MAX_MESSAGE)
                            .maxNumberLength(64)
                            .maxNameLength(256)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ChannelJson() {}

    /** Reads a stranger's text, and what it means if it is an object. */
    static Decoding read(String text, Function<JsonNode, Decoding> meaning) {
        if (text.length() > WitnessCodec.MAX_MESSAGE) {
            return new Decoding.Rejected("message too long");
        }
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JacksonException malformed) {
            return new Decoding.Rejected("no JSON");
        }
        return message == null || !message.isObject()
                ? new Decoding.Rejected("no JSON object")
                : meaning.apply(message);
    }
}
