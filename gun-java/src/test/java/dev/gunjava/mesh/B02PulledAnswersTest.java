package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.limits.AtBound;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B02: 28 kB of gets for a large node, never read, took all memory: answers were written before anybody took them. */
@DisplayName("B02: answers are written as their neighbor takes them")
class B02PulledAnswersTest {

    private static final String STATE = "1600000000000";
    private static final int NODES = 3_000;
    private static final int KEYS = 1_234;
    private static final Pattern KEY = Pattern.compile("\"(k[0-9]+)\":\"");

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new Mesh(MeshOptions.general(), false, time, new SplittableRandom(1));
    private final ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");

    @BeforeEach
    void graph() {
        ScriptedNeighbor writer = ScriptedNeighbor.dialing(mesh, "writer");
        for (int i = 0; i < KEYS; i++) {
            writer.says(put("large" + i, "large", "k" + i, "x".repeat(1_000)));
        }
        for (int i = 0; i < NODES; i++) {
            writer.says(put("small" + i, "soul" + i, "k" + i, "value"));
        }
        assertThat(writer.hears()).allMatch(ack -> ack.contains("'ok'"));
    }

    private static String put(String id, String soul, String key, String value) {
        return "{'#':'" + id + "','put':{'" + soul + "':{'_':{'#':'" + soul + "','>':{'" + key + "':" + STATE + "}},'"
                + key + "':'" + value + "'}}}";
    }

    /** A get of much, in one of its forms. */
    private static String getOfMuch(SplittableRandom random) {
        int id = random.nextInt(1_000_000_000);
        String reverse = random.nextBoolean() ? ",'-':1" : "";
        return switch (random.nextInt(4)) {
            case 0 -> "{'#':'q" + id + "','get':{'#':'large'}}";
            case 1 -> "{'#':'q" + id + "','get':{'#':'large','.':{'*':'k'},'%':0" + reverse + "}}";
            case 2 -> "{'#':'q" + id + "','get':{'#':{'*':'soul'},'%':0" + reverse + "}}";
            default -> "{'#':'q" + id + "','get':{'#':{'>':'a'},'.':{'*':'k'},'%':0" + reverse + "}}";
        };
    }

    @Test
    @DisplayName("so that a neighbor that takes nothing costs nothing but its questions, and others are served")
    void nothingAhead() {
        Seeded.runs(10, random -> {
            ScriptedNeighbor idle = ScriptedNeighbor.dialing(mesh, "idle" + random.nextInt(1_000_000));
            idle.takes = false;
            List<String> gets = new ArrayList<>();
            IntStream.range(0, 1_000).forEach(i -> gets.add(getOfMuch(random)));
            idle.says("[" + String.join(",", gets) + "]");
            time.pass(10);
            mesh.advance();
            assertThat(idle.hears()).isEmpty();
            alice.says("{'#':'honest" + random.nextInt(1_000_000) + "','get':{'#':'soul7'}}");
            assertThat(alice.hears()).anyMatch(message -> message.contains("'k7':'value'"));
            idle.leaves();
        });
    }

    @Test
    @DisplayName("so that a large node comes in messages of bounded size, each key once, the last one saying so")
    @AtBound("send.answerMessageBytes")
    void largeNode() {
        alice.says("{'#':'q','get':{'#':'large'}}");
        mesh.advance();
        List<String> answer = alice.hearsRaw().stream()
                .filter(message -> message.contains("\"@\":\"q\""))
                .toList();
        assertThat(answer).hasSizeGreaterThan(10).allMatch(message -> message.length() < 80_000);
        assertThat(answer.subList(0, answer.size() - 1)).allMatch(message -> message.contains("\"%\":1"));
        assertThat(answer.get(answer.size() - 1)).doesNotContain("\"%\"");
        assertThat(keys(answer)).hasSize(KEYS).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("so that a choice of nodes comes whole, from either end, though nodes come and go meanwhile")
    void choice() {
        Seeded.runs(10, random -> {
            String reverse = random.nextBoolean() ? ",'-':1" : "";
            ScriptedNeighbor slow = ScriptedNeighbor.dialing(mesh, "slow" + random.nextInt(1_000_000));
            slow.says("{'#':'q" + random.nextInt(1_000_000) + "','get':{'#':{'*':'soul'},'%':0" + reverse + "}}");
            alice.says(put("late" + random.nextInt(1_000_000), "soul5000", "k5000", "value"));
            mesh.advance();
            List<String> answer = slow.hearsRaw();
            assertThat(answer).allMatch(message -> message.length() < 80_000);
            List<String> keys = keys(answer);
            assertThat(keys).doesNotHaveDuplicates();
            assertThat(keys)
                    .containsAll(
                            IntStream.range(0, NODES).mapToObj(i -> "k" + i).toList());
        });
    }

    private static List<String> keys(List<String> messages) {
        return messages.stream()
                .flatMap(message -> KEY.matcher(message).results())
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    @DisplayName("so that an answer goes on when its neighbor takes again")
    void goesOn() {
        alice.says("{'#':'first','get':{'#':'soul1'}}");
        alice.hears();
        alice.takes = false;
        alice.says("{'#':'q','get':{'#':'large'}}");
        alice.says(put("own", "mine", "k", "1"));
        mesh.advance();
        assertThat(alice.hears()).isEmpty();
        alice.takesAgain();
        List<String> heard = alice.hears();
        assertThat(heard.get(heard.size() - 1)).contains("'@':'own','ok'");
        assertThat(heard).hasSizeGreaterThan(10);
    }
}
