package dev.gunjava.mesh;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gunjava.fuzz.Bounds;
import dev.gunjava.fuzz.LogWatch;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.ReservedNames;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.FrameReader;
import dev.gunjava.wire.FrameWriter;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Choices of names, against a look at each name.
 *
 * <p>The first byte of an input says which bounds there are; the first four lines behind it are these bounds, all others are
 * names. The least bytes stand for units on which orders of text disagree.
 */
@Tag("fuzz")
@DisplayName("Choices of names")
class LexFuzzer {

    private static final String UNITS = "\u0000\u00e9\uD800\uDBFF\uDC00\uDFFF\uFFFE\uFFFF";
    private static final int NAMES = 40;
    private static final int LONGEST = 16;
    private static final int REVERSE = 1 << 4;

    private static final FrameReader READER =
            new FrameReader(Limits.general().client().frames(), new SplittableRandom(1));
    private static final FrameWriter WRITER = new FrameWriter();
    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(5), 16 << 20, () -> seeds().forEach(LexFuzzer::run));
    private static final LogWatch LOG = LogWatch.begin();

    /** Bounds in order; a fuzzer finds by itself what contradicts. */
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "\u0001b\n\n\n\na\nb\nc",
                        "\u0002\nab\n\n\na\nab\nabc\nac\nb",
                        "\f\n\nb\nd\na\nb\nc\nd\ne",
                        "\u000e\nb\nba\nbd\na\nb\nba\nbc\nbe\nc",
                        "\u0016\nb\nba\nbd\nb\nba\nbc",
                        "\u0018\n\n\nb\na\nb\nc\n\u00e9")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }

    /** A choice, and the names to choose from. */
    private record Choice(Lex lex, boolean reverse, NavigableSet<String> names) {

        static Choice of(byte[] input) {
            int flags = input.length == 0 ? 0 : input[0];
            String[] lines = text(input).split("\n", 4 + NAMES);
            TreeSet<String> names = new TreeSet<>();
            for (int i = 4; i < lines.length; i++) {
                names.add(line(lines, i));
            }
            Lex lex = new Lex(
                    bound(flags, lines, 0), bound(flags, lines, 1), bound(flags, lines, 2), bound(flags, lines, 3));
            return new Choice(lex, (flags & REVERSE) != 0, names);
        }

        private static String text(byte[] input) {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i < input.length; i++) {
                int b = input[i] & 0xff;
                text.append(b < UNITS.length() ? UNITS.charAt(b) : (char) b);
            }
            return text.toString();
        }

        private static @Nullable String bound(int flags, String[] lines, int i) {
            return (flags & 1 << i) == 0 ? null : line(lines, i);
        }

        private static String line(String[] lines, int i) {
            return i < lines.length ? lines[i].substring(0, Math.min(lines[i].length(), LONGEST)) : "";
        }

        /** Those chosen, by a look at each. */
        NavigableSet<String> expected() {
            TreeSet<String> expected = new TreeSet<>(names);
            expected.removeIf(name -> !lex.matches(name));
            return expected;
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "5m")
    @DisplayName("choose the same by each way to look:")
    void choices(byte[] input) {
        BOUNDS.keep(() -> run(input));
        LOG.check();
    }

    private static void run(byte[] input) {
        Choice choice = Choice.of(input);
        NavigableSet<String> expected = choice.expected();
        TreeMap<String, Integer> map = new TreeMap<>();
        choice.names.forEach(name -> map.put(name, 1));
        same(choice, "the part of a map", choice.lex.within(map).keySet(), expected);
        same(choice, "a walk", walked(choice), expected);
        if (choice.lex.isEmpty() && !expected.isEmpty()) {
            throw new AssertionError(choice + " counts as empty");
        }
        printsBack(choice.lex);
        asked(choice);
    }

    private static void same(Choice choice, String how, Object found, NavigableSet<String> expected) {
        if (!new ArrayList<>(expected).toString().equals(String.valueOf(found))) {
            throw new AssertionError(how + " of " + choice + " gives " + found + ", expected is " + expected);
        }
    }

    /** The names that a scan meets which begins where it should and ends when it may. */
    private static List<String> walked(Choice choice) {
        LexRange range = new LexRange(choice.lex, new Span(Integer.MAX_VALUE, choice.reverse));
        String start = range.start();
        NavigableSet<String> names = choice.reverse ? choice.names.descendingSet() : choice.names;
        List<String> found = new ArrayList<>();
        for (String name : start == null ? names : names.tailSet(start, true)) {
            if (choice.lex.matches(name)) {
                found.add(name);
            }
            if (range.isBeyond(name)) {
                break;
            }
        }
        found.sort(null);
        return found;
    }

    private static boolean isEmpty(@Nullable String bound) {
        return bound != null && bound.isEmpty();
    }

    /** On the wire an empty bound is none. */
    private static boolean canBeAsked(Lex lex) {
        return !isEmpty(lex.exact()) && !isEmpty(lex.prefix()) && !isEmpty(lex.from()) && !isEmpty(lex.to());
    }

    private static void printsBack(Lex lex) {
        String text = WRITER.get("id", "n", lex).toString();
        Message read = READER.read(text).messages().get(0);
        if (canBeAsked(lex) && !(read instanceof Message.Get get && get.key().equals(lex))) {
            throw new AssertionError(lex + " is printed as " + text + " and read as " + read);
        }
    }

    /** The keys that a neighbor gets of a node which has all the names, as far as names can be sent. */
    private static void asked(Choice choice) {
        Mesh mesh = new Mesh(MeshOptions.general(), false, new VirtualTime(), new SplittableRandom(1));
        FuzzedNeighbor neighbor = new FuzzedNeighbor(mesh, "neighbor", true);
        Node.Builder node = Node.builder("n");
        choice.names.stream().filter(LexFuzzer::isKey).forEach(name -> node.add(name, GunValue.Null.INSTANCE, 1));
        if (node.size() == 0 || !canBeAsked(choice.lex)) {
            return;
        }
        neighbor.says(READER.read(WRITER.put("p", List.of(node.build()), null).toString()));
        String get = WRITER.get("g", "n", choice.lex).toString();
        String all = choice.reverse ? ",\"%\":0,\"-\":1}}" : ",\"%\":0}}";
        neighbor.says(READER.read(get.substring(0, get.length() - 2) + all));
        TreeSet<String> found = new TreeSet<>();
        for (int turn = 0; turn == 0 || neighbor.reads(); turn++) {
            mesh.advance();
            mesh.flush();
        }
        neighbor.hears().forEach(frame -> READER.read(frame).messages().forEach(message -> {
            if (message instanceof Message.Reply reply && reply.to().equals("g")) {
                reply.nodes().forEach(part -> found.addAll(part.keys()));
            }
        }));
        TreeSet<String> expected = new TreeSet<>(choice.expected());
        expected.removeIf(name -> !isKey(name));
        same(choice, "a get", found, expected);
        neighbor.leaves();
    }

    private static boolean isKey(String name) {
        return !name.isEmpty()
                && !name.equals("_")
                && !ReservedNames.refusedAsKey(name)
                && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
