package dev.gunjava.witness.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Descriptions and candidates of another peer")
class SessionDescriptionTest {
    /** The same that {@code sdp.test.js} reads. */
    private static final JsonNode CASES = cases();

    /** A description of that type as a browser writes it. */
    static String sample(String type) {
        return CASES.path("descriptions")
                .valueStream()
                .filter(described -> described.path("type").asString().equals(type))
                .findFirst()
                .orElseThrow()
                .path("sdp")
                .asString();
    }

    private static JsonNode cases() {
        try (InputStream file =
                Objects.requireNonNull(SessionDescriptionTest.class.getResourceAsStream("/cases/sdp.json"))) {
            return JsonMapper.shared().readTree(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static SessionDescription parse(String type, String sdp) {
        return SessionDescription.parse(SessionDescription.Type.valueOf(type.toUpperCase(Locale.ROOT)), sdp);
    }

    @TestFactory
    @DisplayName("a description is printed anew, or refused:")
    Stream<DynamicTest> descriptions() {
        return CASES.path("descriptions").valueStream().map(described -> {
            String type = described.path("type").asString();
            String sdp = described.path("sdp").asString();
            return DynamicTest.dynamicTest(described.path("name").asString(), () -> {
                if (described.has("refused")) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> parse(type, sdp))
                            .withMessage(described.path("refused").asString());
                } else {
                    String rebuilt = described.path("rebuilt").asString();
                    SessionDescription parsed = parse(type, sdp);
                    assertThat(parsed.sdp()).isEqualTo(rebuilt);
                    assertThat(parsed.unusable())
                            .isEqualTo(described.path("unusable").asInt());
                    assertThat(parse(type, rebuilt).sdp()).isEqualTo(rebuilt);
                }
            });
        });
    }

    @TestFactory
    @DisplayName("a candidate is printed anew, or dropped:")
    Stream<DynamicTest> candidates() {
        return CASES.path("candidates")
                .valueStream()
                .map(candidate -> DynamicTest.dynamicTest(candidate.path("name").asString(), () -> assertThat(
                                IceCandidate.parse(candidate.path("candidate").asString())
                                        .map(IceCandidate::text)
                                        .orElse(null))
                        .isEqualTo(candidate.path("rebuilt").asString(null))));
    }

    @Test
    @DisplayName("a trickled candidate names its section and ufrag, or none")
    void ownsCandidates() {
        SessionDescription description = chromium();
        String line = "candidate:1 1 udp 1 192.0.2.1 2000 typ host";
        IceCandidate plain = IceCandidate.parse(line).orElseThrow();
        IceCandidate named = IceCandidate.parse(line + " ufrag abcd").orElseThrow();
        IceCandidate foreign = IceCandidate.parse(line + " ufrag efgh").orElseThrow();
        assertThat(List.of(
                        new TrickledCandidate(null, 0, plain),
                        new TrickledCandidate("", 0, plain),
                        new TrickledCandidate("0", 0, named)))
                .allMatch(description::owns);
        assertThat(List.of(
                        new TrickledCandidate("%n", 0, plain),
                        new TrickledCandidate("0", 1, plain),
                        new TrickledCandidate("0", 0, foreign)))
                .noneMatch(description::owns);
    }

    @Test
    @DisplayName("the largest message is unbounded for 0")
    void readsMaxMessageSize() {
        String sdp = chromium().sdp();
        assertThat(parse("offer", sdp).maxMessageSize()).isEqualTo(262_144);
        assertThat(parse("offer", sdp.replace("size:262144", "size:0")).maxMessageSize())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("no value exists that would print something else than it was checked for")
    void constructorsCheck() {
        SessionDescription ok = chromium();
        CandidateAddress address = new CandidateAddress("192.0.2.1");
        assertThatIllegalArgumentException().isThrownBy(() -> new CandidateAddress("FD00::1"));
        assertThatIllegalArgumentException().isThrownBy(() -> new CandidateAddress("%n"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IceCandidate(
                        "%n", IceCandidate.Transport.UDP, 1, address, 2_000, Route.Candidate.HOST, null, Map.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IceCandidate(
                        "1",
                        IceCandidate.Transport.UDP,
                        1,
                        address,
                        2_000,
                        Route.Candidate.HOST,
                        null,
                        Map.of(IceCandidate.Extension.UFRAG, "%n%n")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionDescription.Ice("%n%n", ok.ice().pwd(), Set.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionDescription(
                        ok.type(), "%n", true, ok.ice(), ok.fingerprint(), ok.setup(), ok.sctp(), ok.candidates(), 0));
    }

    private static SessionDescription chromium() {
        return parse("offer", CASES.path("descriptions").path(0).path("rebuilt").asString());
    }
}
