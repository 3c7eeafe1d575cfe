package dev.gunjava.witness.rtc;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gunjava.fuzz.Bounds;
import dev.gunjava.fuzz.Expansion;
import dev.gunjava.fuzz.LogWatch;
import dev.gunjava.witness.discovery.FuzzedSignals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Candidates of strangers: as JSON if an input begins with a brace, else as the attribute alone. */
@Tag("fuzz")
@DisplayName("Candidates of strangers")
class CandidateFuzzer {

    private static final int CHARACTERS = 40 << 10;

    /** What may stand in a candidate that the native library is given; above all no percent sign. */
    private static final Pattern HARMLESS = Pattern.compile("candidate:[0-9A-Za-z+/:. -]{1,1014}");

    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(5), 8 << 20, () -> seeds().forEach(CandidateFuzzer::run));
    private static final LogWatch LOG = LogWatch.begin();

    /** The candidates of the cases that JVM and page share, and some as browsers send them. */
    static Stream<byte[]> seeds() {
        return Stream.concat(
                        SdpCases.candidates(),
                        Stream.of(
                                "{\"candidate\":\"candidate:1 1 udp 1 10.99.0.9 9000 typ host\",\"sdpMid\":\"0\","
                                        + "\"sdpMLineIndex\":0}",
                                "{\"candidate\":\"candidate:1 1 tcp 1 fe80::1 9 typ host tcptype active\","
                                        + "\"sdpMid\":null,\"sdpMLineIndex\":1,\"usernameFragment\":\"abcd\"}"))
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/fuzz/sdp.dict")
    @FuzzTest(maxDuration = "5m")
    @DisplayName("are printed anew, or dropped:")
    void candidates(byte[] input) {
        BOUNDS.keep(() -> run(input));
        LOG.check();
    }

    private static void run(byte[] input) {
        String text = Expansion.expanded(Expansion.text(input), CHARACTERS);
        Optional<IceCandidate> candidate = text.startsWith("{")
                ? FuzzedSignals.candidate(text).map(TrickledCandidate::candidate)
                : IceCandidate.parse(text);
        candidate.ifPresent(CandidateFuzzer::check);
    }

    /** Harmless, and the same when it is read again. */
    private static void check(IceCandidate candidate) {
        String printed = candidate.text();
        if (!HARMLESS.matcher(printed).matches()) {
            throw new AssertionError("harmful: " + printed);
        }
        if (!IceCandidate.parse(printed).equals(Optional.of(candidate))) {
            throw new AssertionError(candidate + " is printed as " + printed);
        }
    }
}
