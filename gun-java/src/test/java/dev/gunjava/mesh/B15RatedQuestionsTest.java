package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B15: 500 gets of unknown souls, 25 kB, made a relay send 3 000 gets to bystanders. */
@DisplayName("A neighbor that asks for what nobody here has")
class B15RatedQuestionsTest {

    private static final int AT_ONCE = 200;
    private static final int PER_SECOND = 50;
    private static final int BYSTANDERS = 6;

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = new Mesh(MeshOptions.general(), true, time, new SplittableRandom(1));
    private final List<ScriptedNeighbor> bystanders = new ArrayList<>();

    private ScriptedNeighbor join(String name) {
        return ScriptedNeighbor.dialing(mesh, name);
    }

    private void bystanders(int count) {
        for (int i = 0; i < count; i++) {
            bystanders.add(join("bystander" + i));
        }
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            time.pass(1);
            mesh.advance();
        }
    }

    private static void asks(ScriptedNeighbor neighbor, String prefix, int from, int to) {
        for (int i = from; i < to; i++) {
            neighbor.says("{'#':'" + prefix + i + "z','get':{'#':'" + prefix + i + "'}}");
        }
    }

    private static long questions(ScriptedNeighbor neighbor) {
        return neighbor.hears().stream()
                .filter(message -> message.startsWith("{'get':"))
                .count();
    }

    private long questions() {
        return bystanders.stream().mapToLong(B15RatedQuestionsTest::questions).sum();
    }

    private static long notFound(ScriptedNeighbor neighbor) {
        return neighbor.hears().stream()
                .filter(message -> message.startsWith("{'@':") && !message.contains("'put'"))
                .count();
    }

    @Test
    @DisplayName("causes 200 questions to clients at once and 50 a second, and hears of each get in time all the same")
    @AtBound({"gets.questionsPerSecond", "gets.questionsAtOnce"})
    void rated() {
        bystanders(BYSTANDERS);
        ScriptedNeighbor stranger = join("stranger");
        asks(stranger, "s", 0, 500);
        pass(Lookups.NOT_FOUND_MILLIS);
        assertThat(questions()).isBetween((long) AT_ONCE, AT_ONCE + PER_SECOND * Lookups.NOT_FOUND_MILLIS / 1_000);
        assertThat(notFound(stranger)).isEqualTo(500);
        pass(1_000 - Lookups.NOT_FOUND_MILLIS);
        asks(stranger, "t", 0, 500);
        pass(1_000);
        assertThat(questions()).isBetween((long) PER_SECOND, 2L * PER_SECOND + 1);
        assertThat(notFound(stranger)).isEqualTo(500);
    }

    @Test
    @DisplayName("has no client asked more than 200 questions at once and 200 a second, however many ask with it")
    @AtBound({"gets.bornePerSecond", "gets.borneAtOnce"})
    void borne() {
        bystanders(1);
        for (int i = 0; i < 5; i++) {
            asks(join("stranger" + i), "of" + i + "s", 0, 100);
        }
        pass(Lookups.NOT_FOUND_MILLIS);
        assertThat(questions(bystanders.get(0))).isBetween(200L, 200 + 200 * Lookups.NOT_FOUND_MILLIS / 1_000);
        pass(1_000 - Lookups.NOT_FOUND_MILLIS);
        for (int i = 5; i < 10; i++) {
            asks(join("stranger" + i), "of" + i + "s", 0, 100);
        }
        pass(Lookups.NOT_FOUND_MILLIS);
        assertThat(questions(bystanders.get(0))).isBetween(200L, 220L);
    }

    @Test
    @DisplayName("has no client asked that leaves 16 KiB untaken")
    @AtBound("gets.borneBytes")
    void untaken() {
        bystanders(2);
        bystanders.get(0).account().of(Budget.Use.UNSENT).hold((16 << 10) * 99 / 100);
        bystanders.get(1).account().of(Budget.Use.UNSENT).hold((16 << 10) * 101 / 100);
        asks(join("stranger"), "s", 0, 1);
        pass(Lookups.NOT_FOUND_MILLIS);
        assertThat(questions(bystanders.get(0))).as("at 99 %").isEqualTo(1);
        assertThat(questions(bystanders.get(1))).as("at 101 %").isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("never causes more, however many ask with it and whenever it asks")
    void seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        bystanders(BYSTANDERS);
        List<ScriptedNeighbor> strangers = List.of(join("one"), join("two"), join("three"));
        long begun = time.elapsedMillis();
        long asked = 0;
        for (int i = 0; i < 2_000; i++) {
            asks(strangers.get(random.nextInt(3)), "s" + random.nextInt(700) + "i" + i + "x", 0, 1);
            pass(random.nextInt(5));
            if (i % 100 == 0) {
                asked += questions();
            }
        }
        pass(100);
        asked += questions();
        long seconds = (time.elapsedMillis() - begun) / 1_000 + 1;
        assertThat(asked).isPositive().isLessThanOrEqualTo(3 * (AT_ONCE + PER_SECOND * seconds));
    }

    @Test
    @DisplayName("still has relays asked, once for each soul")
    void relays() {
        bystanders(1);
        ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
        ScriptedNeighbor page = join("page");
        asks(page, "s", 0, 2_000);
        pass(100);
        assertThat(questions(relay)).isEqualTo(2_000);
        assertThat(questions()).isLessThanOrEqualTo(AT_ONCE + PER_SECOND);
    }

    @Test
    @DisplayName("does not keep others from asking for the same, at the same time or after it")
    void others() {
        bystanders(1);
        ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
        ScriptedNeighbor stranger = join("stranger");
        ScriptedNeighbor honest = join("honest");
        asks(stranger, "s", 0, 300);
        questions();
        asks(stranger, "t", 0, 1);
        assertThat(questions()).isZero();
        honest.says("{'#':'g1','get':{'#':'t0'}}");
        assertThat(questions()).as("meanwhile").isEqualTo(1);

        pass(100);
        asks(stranger, "v", 0, 100);
        asks(stranger, "u", 0, 1);
        pass(100);
        assertThat(questions(relay)).as("a relay is asked for all").isEqualTo(402);
        questions();
        honest.says("{'#':'g2','get':{'#':'u0'}}");
        assertThat(questions()).as("afterwards").isEqualTo(1);
    }

    @Test
    @DisplayName(
            "has those asked first that have written or answered something, however many others never have anything")
    void helpful() {
        for (int i = 0; i < AT_ONCE; i++) {
            join("empty" + i);
        }
        ScriptedNeighbor holder = join("holder");
        holder.says("{'#':'p1','put':{'own':{'_':{'#':'own','>':{'k':1}},'k':1}}}");
        ScriptedNeighbor asker = join("asker");
        for (int i = 0; i < 10; i++) {
            asks(asker, "s", i, i + 1);
            assertThat(questions(holder)).isEqualTo(1);
            holder.says("{'#':'r" + i + "','@':'s" + i + "z','put':{'s" + i + "':{'_':{'#':'s" + i
                    + "','>':{'k':1}},'k':1}}}");
            pass(5_000);
            asker.hears();
            holder.hears();
        }
    }

    @Test
    @DisplayName("has those asked before others that had nothing the last time, who were not asked yet")
    void unknown() {
        bystanders(BYSTANDERS);
        ScriptedNeighbor holder = join("holder");
        ScriptedNeighbor asker = join("asker");
        asks(asker, "s", 0, 1);
        pass(5_000);
        assertThat(questions(holder))
                .as("the time was over when the others had been asked")
                .isZero();
        asks(asker, "t", 0, 1);
        assertThat(questions(holder)).isEqualTo(1);
    }

    @Test
    @DisplayName("leaves the rest of the clients for an asker that has questions left, each asked once")
    void rest() {
        Mesh narrow = new Mesh(
                MeshOptions.general().withLimits(now -> now.with(now.gets().withQuestions(1, 2))),
                false,
                time,
                new SplittableRandom(1));
        List<ScriptedNeighbor> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(ScriptedNeighbor.dialing(narrow, "client" + i));
        }
        ScriptedNeighbor stranger = ScriptedNeighbor.dialing(narrow, "stranger");
        stranger.says("{'#':'g1','get':{'#':'a'}}");
        assertThat(clients.stream().filter(client -> questions(client) == 1)).hasSize(2);
        ScriptedNeighbor honest = ScriptedNeighbor.dialing(narrow, "honest");
        honest.says("{'#':'g2','get':{'#':'a'}}");
        assertThat(clients.stream().filter(client -> questions(client) == 1)).hasSize(2);
        assertThat(stranger.hears()).isEmpty();
    }
}
