package dev.gunjava.mesh;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gunjava.Vectors;
import dev.gunjava.fuzz.Bounds;
import dev.gunjava.fuzz.Expansion;
import dev.gunjava.fuzz.LogWatch;
import dev.gunjava.store.durable.DurableStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames of strangers, to a relay's mesh and its graph.
 *
 * <p>An input is text, a frame a line, said by a stranger that reads what it is sent. A line that begins with {@code !} is
 * said by another one, which reads nothing; {@code ~} and a number lets milliseconds pass; {@code ^} and {@code !^} have a
 * stranger reconnect. If the first line is {@code $}, the graph is in a store on disk. A line of
 * {@code &}, a letter and a word is a frame of a {@link FrameTemplate}.
 */
@Tag("fuzz")
@DisplayName("Frames of strangers")
class FrameFuzzer {

    private static final int LINES = 64;
    private static final int CHARACTERS = 32 << 10;
    private static final int LONGEST_SEED = 6_000;
    private static final long LONGEST_PAUSE_MILLIS = 20_000;

    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(5), 64 << 20, () -> own().forEach(seed -> run(seed.split("\n"), "common")));
    private static final LogWatch LOG = LogWatch.begin();

    /**
     * What gun.js clients have said, what was tried on gun.js, and a few inputs of our own. A fuzzer is to find by itself
     * what is too deep.
     */
    static Stream<byte[]> seeds() {
        return Stream.of(recorded(), invalid(), ranges(), own())
                .flatMap(seeds -> seeds)
                .filter(seed -> seed.length() <= LONGEST_SEED && FuzzedMesh.depth(seed) <= FuzzedMesh.LIMITS.depth())
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<String> recorded() {
        return Vectors.cases("frames.json").stream().map(scenario -> Vectors.list(scenario.get("frames")).stream()
                .map(Vectors::object)
                .filter(line -> String.valueOf(line.get("dir")).startsWith("client"))
                .map(line -> String.valueOf(line.get("frame")))
                .limit(LINES)
                .collect(Collectors.joining("\n")));
    }

    private static Stream<String> invalid() {
        return Vectors.cases("invalid.json").stream().map(one -> Vectors.list(one.get("frames")).stream()
                .map(String::valueOf)
                .collect(Collectors.joining("\n")));
    }

    private static Stream<String> ranges() {
        return Vectors.cases("lex.json").stream()
                .map(one -> "{\"#\":\"q\",\"get\":" + Vectors.text(one.get("get")) + "}");
    }

    private static Stream<String> own() {
        String put = """
                {"#":"%s","put":{"a":{"_":{"#":"a",">":{"k":%s}},"k":%s}}}""";
        return Stream.of(
                put.formatted("p1", "1600000000000", "1.5") + "\n{\"#\":\"g1\",\"get\":{\"#\":\"a\"}}",
                "$\n" + put.formatted("p1", "1600000000000", "\"text\"")
                        + "\n{\"#\":\"g1\",\"get\":{\"#\":\"a\",\".\":\"k\"}}",
                put.formatted("p1", "1800000005000", "1") + "\n~5000\n" + put.formatted("p2", "9999999999999", "2"),
                "!{\"#\":\"g1\",\"get\":{\"#\":\"s1\"}}\n!^\n" + put.formatted("p1", "1600000000000", "\"<<9*x>>\""),
                "![<<5*{\"get\":{\"#\":\"large\"}},>>0]",
                "![<<5*{\"get\":{\"#\":\"large\",\".\":{\"*\":\"k\"},\"%\":0}},>>0]",
                "![<<5*{\"get\":{\"#\":{\"*\":\"l\"},\"%\":0}},>>0]",
                "!{\"#\":\"g1\",\"get\":{\"#\":{\"*\":\"l\"},\"%\":0}}",
                "{\"#\":\"g1\",\"get\":{\"#\":\"s1\",\".\":{\"*\":\"k\"},\"%\":0,\"-\":1}}",
                "{\"#\":\"g1\",\"get\":{\"#\":{\">\":\"s1\",\"<\":\"s3\"},\"%\":0}}",
                "[<<9*{\"get\":{\"#\":\"nothing\"}},>>0]",
                "{\"@\":\"p1\",\"ok\":<<7*[|1|]>>,\"#\":\"k1\"}",
                "{\"#\":\"x1\",\"unknown\":<<12*[|1|]>>}",
                "{\"#\":\"x1\",\"unknown\":<<13*{\"a\":|1|}>>}",
                "[<<12*[|1|]>>,{\"get\":{\"#\":\"s1\"}}]",
                "{\"dam\":\"?\",\"pid\":\"someone\",\"#\":\"h1\",\"nonce\":\"n1\",\"echo\":\"e1\",\"mac\":\"m1\"}",
                "{\"dam\":\"!\",\"err\":\"a complaint\",\"#\":\"c1\"}",
                "&Ana_me",
                "&Anon_e of this",
                "$\n&Asto_red",
                "&Bthe-future-key",
                "&Cthe value of a key",
                "&Dof these the first are drawn",
                "&Da first word",
                "!&Dnumbers",
                "&Es1",
                "&Fs1",
                "&Gthe-id-of-a-process",
                "&Ha complaint about a frame",
                "&Ireply",
                "&Jask",
                "!&Jasks",
                "!&Jbids",
                "&Kdeep",
                "&Kand deeper");
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/fuzz/gun.dict")
    @FuzzTest(maxDuration = "5m")
    @DisplayName("do no harm, and an honest neighbor is served:")
    void frames(byte[] input) {
        String[] lines = Expansion.text(input).split("\n", LINES + 1);
        String secret = Long.toString(new SplittableRandom(Arrays.hashCode(input)).nextLong(), Character.MAX_RADIX);
        BOUNDS.keep(() -> run(lines, secret));
        LOG.check();
    }

    private static void run(String[] lines, String secret) {
        if (lines[0].equals("$")) {
            withStore(lines, secret);
        } else {
            run(lines, secret, null);
        }
    }

    private static void withStore(String[] lines, String secret) {
        try {
            Path folder = Files.createTempDirectory("fuzz");
            try (DurableStore store = DurableStore.open(folder)) {
                run(lines, secret, store);
            } finally {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String[] lines, String secret, @Nullable DurableStore store) {
        try (FuzzedMesh mesh = new FuzzedMesh(secret, store)) {
            int left = CHARACTERS;
            for (int i = store == null ? 0 : 1; i < Math.min(lines.length, LINES); i++) {
                String line = Expansion.expanded(lines[i], left);
                left -= line.length();
                act(mesh, line, "t" + i);
            }
            mesh.checkServes();
        }
    }

    private static void act(FuzzedMesh mesh, String line, String id) {
        if (line.startsWith("~")) {
            mesh.passes(millis(line.substring(1)));
        } else if (line.equals("^") || line.equals("!^")) {
            mesh.reconnects(line.equals("^"));
        } else if (line.startsWith("!")) {
            mesh.says(frame(line.substring(1), id), false);
        } else {
            mesh.says(frame(line, id), true);
        }
    }

    private static String frame(String line, String id) {
        if (line.length() < 2 || line.charAt(0) != '&') {
            return line;
        }
        FrameTemplate[] templates = FrameTemplate.values();
        return templates[Math.floorMod(line.charAt(1) - 'A', templates.length)].of(id, line.substring(2));
    }

    private static long millis(String number) {
        return number.matches("[0-9]{1,5}") ? Math.min(Long.parseLong(number), LONGEST_PAUSE_MILLIS) : 0;
    }
}
