package dev.gunjava.witness.rtc;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gunjava.fuzz.Bounds;
import dev.gunjava.fuzz.Expansion;
import dev.gunjava.fuzz.LogWatch;
import dev.gunjava.witness.discovery.FuzzedSignals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Descriptions of strangers, read here and given to the native library in a process of its own.
 *
 * <p>The first line of an input says whether it is an offer or an answer. Lines that begin with {@code +} are trickled
 * candidates, as JSON or as the attribute alone; all others together are the description, as SDP or as JSON.
 */
@Tag("fuzz")
@DisplayName("Signals of strangers")
class SignalFuzzer {

    private static final int CHARACTERS = 40 << 10;
    private static final int CANDIDATES = 8;

    /** Descriptions of which it is known that the library takes them; a fuzzer makes most of them again and again. */
    private static final int REMEMBERED = 100_000;

    private static final Pattern HARMLESS = Pattern.compile("(?:[a-z]=[0-9A-Za-z+/:. _-]*\r\n)*");

    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(5), 16 << 20, () -> seeds().forEach(seed -> read(Expansion.text(seed))));
    private static final LogWatch LOG = LogWatch.begin();

    private static final Set<Native.Task> TAKEN = new HashSet<>();
    private static final Native NATIVE = new Native();

    @BeforeAll
    static void needsNetwork() {
        Network.assumeWebRtcCanConnect();
    }

    @AfterAll
    static void end() {
        NATIVE.close();
    }

    /**
     * The cases that JVM and page share, and a letter with candidates. A fuzzer is to find formats of {@code printf} by
     * itself, as {@code tools/planted B01} shows.
     */
    static Stream<byte[]> seeds() {
        List<String> offers = SdpCases.descriptions()
                .filter(seed -> seed.startsWith("offer\n"))
                .toList();
        String candidate = "candidate:842163049 1 udp 1677729535 10.99.0.9 46154 typ srflx raddr 10.99.0.1 rport 5000"
                + " generation 0 ufrag abcd network-id 1 network-cost 10";
        return Stream.concat(
                        SdpCases.descriptions().filter(seed -> seed.length() < 3_000 && !seed.contains("%")),
                        Stream.of(
                                offers.get(0) + "+" + candidate,
                                offers.get(0) + "+{\"candidate\":\"" + candidate
                                        + "\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}",
                                "offer\n{\"type\":\"offer\",\"ts\":1700000000000,\"ext\":[\"batch\"],\"sdp\":\""
                                        + offers.get(0)
                                                .substring("offer\n".length())
                                                .replace("\n", "\\n") + "\"}"))
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/fuzz/sdp.dict")
    @FuzzTest(maxDuration = "5m")
    @DisplayName("are never refused by the native library, let alone its end:")
    void signals(byte[] input) {
        List<Native.Task> tasks = new ArrayList<>();
        BOUNDS.keep(() -> read(Expansion.text(input)).ifPresent(tasks::add));
        for (Native.Task task : tasks) {
            if (!TAKEN.contains(task)) {
                NATIVE.take(task);
                checkHarmless(task);
                if (TAKEN.size() == REMEMBERED) {
                    TAKEN.clear();
                }
                TAKEN.add(task);
            }
        }
        LOG.check();
    }

    /** What the library happens to take today must hold nothing that it might stumble over tomorrow. */
    private static void checkHarmless(Native.Task task) {
        if (!HARMLESS.matcher(task.sdp()).matches()) {
            throw new AssertionError("harmful: " + task.sdp());
        }
    }

    /** What the native library gets of an input. */
    private static Optional<Native.Task> read(String input) {
        String[] lines = input.split("\n", -1);
        SessionDescription.Type type =
                lines[0].startsWith("a") ? SessionDescription.Type.ANSWER : SessionDescription.Type.OFFER;
        List<String> trickled = new ArrayList<>();
        List<String> described = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            (lines[i].startsWith("+") ? trickled : described).add(lines[i]);
        }
        String text = Expansion.expanded(String.join("\n", described), CHARACTERS);
        return FuzzedSignals.sdp(type, text)
                .flatMap(sdp -> parsed(type, sdp))
                .map(description -> new Native.Task(type, description.sdp(), candidates(description, trickled)));
    }

    private static Optional<SessionDescription> parsed(SessionDescription.Type type, String sdp) {
        SessionDescription description;
        try {
            description = SessionDescription.parse(type, sdp);
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
        String printed = description.sdp();
        if (!SessionDescription.parse(type, printed).sdp().equals(printed)) {
            throw new AssertionError(description + " is printed as " + printed);
        }
        return Optional.of(description);
    }

    /** Those that belong to the description. */
    private static List<String> candidates(SessionDescription description, List<String> trickled) {
        return trickled.stream()
                .limit(CANDIDATES)
                .map(line -> line.substring(1))
                .flatMap(line -> line.startsWith("{")
                        ? FuzzedSignals.candidate(line).stream()
                        : IceCandidate.parse(line).map(one -> new TrickledCandidate(null, 0, one)).stream())
                .filter(description::owns)
                .map(own -> own.candidate().text())
                .toList();
    }
}
