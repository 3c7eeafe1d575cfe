package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the questions that it forwards a relay remembers")
class RoutingLimitsTest {

    private static final Limits LIMITS = Limits.general();
    private static final String NAME = "s".repeat(1_000);

    /** The bytes of one of these names, with what a table takes besides. */
    private static final long NAME_BYTES = new Interest(NAME + 10_000, null).weight();

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new Mesh(
            MeshOptions.general().withLimits(now -> now.with(now.gets().withQuestions(1_000_000, 1_000_000))),
            false,
            time,
            new SplittableRandom(1));
    private final ScriptedNeighbor asker = ScriptedNeighbor.dialing(mesh, "asker");
    private final ScriptedNeighbor asked = ScriptedNeighbor.dialing(mesh, "asked");
    private int gets;

    private void pass(long millis) {
        time.pass(millis);
        mesh.advance();
    }

    /** Asks for a soul; returns the id of the get. */
    private String ask(String soul) {
        String id = "g" + gets++ + "z";
        asker.says("{'#':'" + id + "','get':{'#':'" + soul + "'}}");
        return id;
    }

    /** Asks for as many souls as take so many bytes; the first has the number of the first. */
    private void askFor(long bytes, long bytesOfEach, int first) {
        for (int i = first; (i - first + 1) * bytesOfEach <= bytes; i++) {
            ask(NAME + i);
        }
    }

    private List<String> questions() {
        return asked.hearsWithIds().stream()
                .filter(message -> message.contains("'get'"))
                .toList();
    }

    private static String id(String message) {
        return message.substring(6, message.indexOf('\'', 6));
    }

    @Test
    @DisplayName("those in flight that take 4 MiB; the oldest ends with nothing then, though its time is not over")
    @AtBound("routing.lookupBytes")
    void lookupBytes() {
        long each = LookupTable.weight(new Interest(NAME + 10_000, null));
        askFor(LIMITS.routing().lookupBytes() * 99 / 100, each, 10_000);
        assertThat(asker.hears()).isEmpty();
        askFor(LIMITS.routing().lookupBytes() * 2 / 100, each, 90_000);
        assertThat(asker.hears()).isNotEmpty().first().asString().startsWith("{'@':'g0z'");
    }

    @Test
    @DisplayName("one whose answer has begun for 60 s, in which a further part of it reaches its asker as an answer")
    @AtBound("routing.lookup")
    void lookup() {
        long remembered = LIMITS.routing().lookup().toMillis();
        String get = ask("a");
        String question = id(questions().get(0));
        answer(question, "k0");
        assertThat(asker.hears()).anyMatch(message -> message.startsWith("{'@':'" + get + "'"));
        pass(remembered * 99 / 100);
        answer(question, "k1");
        assertThat(asker.hears()).anyMatch(message -> message.startsWith("{'@':'" + get + "'"));
        pass(remembered * 101 / 100);
        answer(question, "k2");
        assertThat(asker.hears()).singleElement().asString().startsWith("{'put'");
    }

    private void answer(String to, String key) {
        asked.says("{'#':'r" + key + "','@':'" + to + "','%':1,'put':{'a':{'_':{'#':'a','>':{'" + key + "':1}},'" + key
                + "':1}}}");
    }

    @Test
    @DisplayName("for 2 s that nobody had something, and does not ask clients for it again")
    @AtBound("routing.absent")
    void absent() {
        long remembered = LIMITS.routing().absent().toMillis();
        ask("a");
        String question = id(questions().get(0));
        asked.says("{'#':'r','@':'" + question + "','put':null}");
        pass(remembered * 99 / 100);
        ask("a");
        assertThat(questions()).isEmpty();
        pass(remembered * 2 / 100);
        ask("a");
        assertThat(questions()).hasSize(1);
    }

    @Test
    @DisplayName("1 MiB of the names of what nobody had, and asks clients again for what it had to forget")
    @AtBound("routing.absentBytes")
    void absentBytes() {
        askFor(LIMITS.routing().absentBytes() * 99 / 100, NAME_BYTES, 10_000);
        pass(Lookups.NOT_FOUND_MILLIS);
        questions();
        ask(NAME + 10_000);
        assertThat(questions()).isEmpty();
        askFor(LIMITS.routing().absentBytes() * 2 / 100, NAME_BYTES, 90_000);
        pass(Lookups.NOT_FOUND_MILLIS);
        questions();
        ask(NAME + 10_001);
        assertThat(questions()).hasSize(1);
    }
}
