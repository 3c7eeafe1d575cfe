package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The frames by which gun.js was found out. gun.js ignores some, merges parts of others, and dies of a few; here each
 * falls under a rule.
 */
@DisplayName("Frames that strangers may send")
class InvalidVectorsTest {

    private static final String SEED =
            "{'#':'seedz','put':{'seed':{'_':{'#':'seed','>':{'a':1600000000000,'b':1600000000000}},'a':'v','b':2}}}";

    /** What becomes of a frame. */
    private enum Rule {
        /** It is nothing to us: no answer, no change. */
        IS_NOTHING("1-2,4-7,14-16,114,116-118,120-121,123,125,127,150-151,155-160"),
        /** A message id, or the id answered to, is a short harmless text; else the message is dropped. */
        ID_IS_A_SHORT_TEXT("35-37,41,43,152,154"),
        /** A frame that is no JSON is refused as a whole, with a notice. */
        FRAME_IS_JSON("9,12,25,174"),
        /** So is a frame over the limit. */
        FRAME_IS_NOT_TOO_BIG("88"),
        /** A valid put is merged and acked, whatever else the message holds. */
        VALID_PUT_IS_MERGED("8,17,19-20,22,28,30,34,38,44,85,89,91-96,103,108-109,162"),
        /** A reply is merged but never acked, even if nobody asked. */
        REPLY_IS_NOT_ACKED("45-46"),
        /** An invalid put is refused whole, with the reason. */
        INVALID_PUT_IS_REFUSED("24,31,33,48,50-51,53-54,61-64,69-70,72-73,76-77,80-81,83,87,90,99-100,102,105"),
        /** The same, and so a later get finds nothing. */
        REFUSED_PUT_LEAVES_NOTHING("170"),
        /** A greeting is answered. */
        GREETING_IS_ANSWERED("111-113,129"),
        /** A get that names no soul, or an odd key, is answered with an error, never with the database. */
        GET_NAMES_A_SOUL("131-132,134-136,139,141"),
        /** A get is answered with what there is. */
        GET_IS_ANSWERED("140,147"),
        /** Unless the asker has just that. */
        GET_WITH_THE_HASH_IS_NOT("148"),
        /** A get of what is not there is answered too. */
        NOT_FOUND_IS_SAID("98,142-145,149"),
        /** Signed souls are like any others until there is a policy for them. */
        NO_SIGNATURES_YET("175-182,184-187,189,192-193");

        private final String cases;

        Rule(String cases) {
            this.cases = cases;
        }

        static Rule of(int id) {
            return Stream.of(values())
                    .filter(rule -> ids(rule.cases).contains(id))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no rule for case " + id));
        }
    }

    private static Set<Integer> ids(String ranges) {
        return Stream.of(ranges.split(",", -1))
                .map(range -> range.split("-", -1))
                .flatMapToInt(range ->
                        IntStream.rangeClosed(Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1])))
                .boxed()
                .collect(Collectors.toSet());
    }

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Vectors.cases("invalid.json").stream().map(one -> {
            Rule rule = Rule.of(((Double) one.get("id")).intValue());
            return DynamicTest.dynamicTest(rule + ": " + one.get("name"), () -> check(rule, one));
        });
    }

    private static void check(Rule rule, Map<String, @Nullable Object> one) {
        Mesh mesh = new Mesh(MeshOptions.general(), false, new VirtualTime(), new SplittableRandom(1));
        ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger");
        stranger.says(SEED);
        stranger.hears();
        int seeded = mesh.snapshot().size();
        for (Object frame : Vectors.list(one.get("frames"))) {
            stranger.saysRaw(unabridged(((Double) one.get("id")).intValue(), (String) frame));
        }
        List<String> answers = stranger.hears();
        int added = mesh.snapshot().size() - seeded;

        switch (rule) {
            case IS_NOTHING, ID_IS_A_SHORT_TEXT, GET_WITH_THE_HASH_IS_NOT -> {
                assertThat(answers).isEmpty();
                assertThat(added).isZero();
            }
            case FRAME_IS_JSON -> assertThat(answers).containsExactly("{'dam':'!','err':'DAM JSON parse error.'}");
            case FRAME_IS_NOT_TOO_BIG -> assertThat(answers).containsExactly("{'dam':'!','err':'Message too big!'}");
            case VALID_PUT_IS_MERGED, NO_SIGNATURES_YET -> {
                assertThat(answers).isNotEmpty().allMatch(answer -> answer.contains("'ok':{'':1}"));
                assertThat(added).isPositive();
            }
            case REPLY_IS_NOT_ACKED -> {
                assertThat(answers).isEmpty();
                assertThat(added).isPositive();
            }
            case INVALID_PUT_IS_REFUSED, GET_NAMES_A_SOUL -> {
                assertThat(answers)
                        .singleElement()
                        .asString()
                        .startsWith("{'@':")
                        .contains("'err':'");
                assertThat(added).isZero();
            }
            case REFUSED_PUT_LEAVES_NOTHING -> {
                assertThat(answers).hasSize(2);
                assertThat(answers.get(0)).contains("'err':'");
                assertThat(answers.get(1)).doesNotContain("'put'");
            }
            case GREETING_IS_ANSWERED ->
                assertThat(answers).singleElement().asString().startsWith("{'dam':'?','pid':'" + mesh.pid());
            case GET_IS_ANSWERED -> assertThat(answers.get(0)).contains("'a':'v','b':2}}");
            case NOT_FOUND_IS_SAID ->
                assertThat(answers).singleElement().asString().matches("\\{'@':'[^']+'}");
        }
        stranger.says("{'#':'still','get':{'#':'seed','.':'a'}}");
        assertThat(stranger.hears()).as("it goes on serving").isNotEmpty();
    }

    /** Long frames are recorded with their middle left out; this is how they were made. */
    private static String unabridged(int id, String frame) {
        return switch (id) {
            case 22 ->
                numbered(
                                30,
                                i -> "{'#':'a3" + i + "_','put':{'a30':{'_':{'#':'a30','>':{'k" + i
                                        + "':1600000000000}},'k" + i + "':" + i + "}}}")
                        .collect(Collectors.joining(",", "[", "]"))
                        .replace('\'', '"');
            case 87 -> {
                String soul = "s".repeat(100_000);
                yield ("{'#':'sl1','put':{'" + soul + "':{'_':{'#':'" + soul + "','>':{'a':1600000000000}},'a':1}}}")
                        .replace('\'', '"');
            }
            case 43, 88 -> {
                int cut = frame.indexOf('…');
                String letter = frame.substring(cut - 1, cut);
                yield frame.replaceFirst("…\\([0-9]+ chars\\)…", letter.repeat(id == 88 ? 5_000_000 : 10_000));
            }
            case 89 ->
                ("{'#':'mk1','put':{'mk':{'_':{'#':'mk','>':{"
                                + numbered(2_000, i -> "'k" + i + "':1600000000000")
                                        .collect(Collectors.joining(","))
                                + "}},"
                                + numbered(2_000, i -> "'k" + i + "':" + i).collect(Collectors.joining(","))
                                + "}}}")
                        .replace('\'', '"');
            case 174 ->
                "{\"#\":\"dp1\",\"put\":{\"dp\":{\"_\":{\"#\":\"dp\",\">\":{\"a\":1}},\"a\":" + "{\"a\":".repeat(20_000)
                        + "1" + "}".repeat(20_003);
            default -> {
                assertThat(frame).doesNotContain("…");
                yield frame;
            }
        };
    }

    private static Stream<String> numbered(int count, IntFunction<String> text) {
        return IntStream.range(0, count).mapToObj(text);
    }
}
