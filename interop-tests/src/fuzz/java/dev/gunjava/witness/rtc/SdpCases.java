package dev.gunjava.witness.rtc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cases of descriptions and candidates that JVM and page share. */
final class SdpCases {

    private SdpCases() {}

    static Stream<String> candidates() {
        return read().path("candidates")
                .valueStream()
                .map(candidate -> candidate.path("candidate").asString());
    }

    /** The type on a line, then the SDP. */
    static Stream<String> descriptions() {
        return read().path("descriptions")
                .valueStream()
                .map(description -> description.path("type").asString() + "\n"
                        + description.path("sdp").asString().replace("\r\n", "\n"));
    }

    private static JsonNode read() {
        try (InputStream file = Objects.requireNonNull(SdpCases.class.getResourceAsStream("/cases/sdp.json"))) {
            return JsonMapper.shared().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
