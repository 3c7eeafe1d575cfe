package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.SeededHash;
import dev.gunjava.limits.AtBound;
import dev.gunjava.mesh.Dedup.Heard;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of messages")
class DedupTest {

    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final Lex SOUL = Lex.exactly("soul");

    private final VirtualTime time = new VirtualTime();

    private Dedup dedup(int capacity) {
        return new Dedup(capacity, 9_000, SeededHash.random(), new Timers(time));
    }

    @Test
    @DisplayName("knows an id for its time at least, and for twice that at most")
    @AtBound("routing.print")
    void forgets() {
        Dedup dedup = dedup(100);
        assertThat(dedup.say("a")).isTrue();
        time.pass(8_999);
        assertThat(dedup.say("a")).isFalse();
        time.pass(1);
        dedup.say("b");
        time.pass(8_999);
        assertThat(dedup.hasSaid("a")).isTrue();
        time.pass(2);
        dedup.say("c");
        time.pass(9_001);
        dedup.say("d");
        assertThat(dedup.hasSaid("a")).isFalse();
        assertThat(dedup.say("a")).isTrue();
    }

    @Test
    @DisplayName("forgets the older half when it is full")
    @AtBound("routing.prints")
    void capacity() {
        Dedup dedup = dedup(100);
        for (int i = 0; i < 150; i++) {
            dedup.say("id" + i);
        }
        assertThat(dedup.say("id149")).isFalse();
        assertThat(dedup.say("id100")).isFalse();
        assertThat(dedup.say("id0")).isTrue();
    }

    @Test
    @DisplayName("tells thousands of ids apart, long and short ones, and knows each of them again")
    void many() {
        Dedup dedup = dedup(100_000);
        for (int i = 0; i < 40_000; i++) {
            assertThat(dedup.say(id(i))).isTrue();
        }
        for (int i = 0; i < 40_000; i++) {
            assertThat(dedup.say(id(i))).isFalse();
        }
    }

    private static String id(int i) {
        return i % 2 == 0 ? Integer.toString(i, 36) : "x".repeat(i % 50) + i;
    }

    @Test
    @DisplayName("knows an ack, a reply or a greeting again only from the neighbor that sent it")
    void ofOneNeighbor() {
        Dedup dedup = dedup(100);
        assertThat(dedup.hear(ALICE, "a")).isTrue();
        assertThat(dedup.hear(ALICE, "a")).isFalse();
        assertThat(dedup.hear(BOB, "a")).isTrue();
        assertThat(dedup.hear(BOB, "a")).isFalse();
        assertThat(dedup.say("a")).as("what is heard is not said").isTrue();
    }

    @Test
    @DisplayName("knows a get again by its id and its question, and whether another neighbor asked it first")
    void gets() {
        Dedup dedup = dedup(100);
        assertThat(dedup.hear(ALICE, get("g", SOUL, Lex.all(), Span.ALL, false)))
                .isEqualTo(Heard.FIRST);
        assertThat(dedup.hear(BOB, get("g", SOUL, Lex.all(), Span.ALL, false))).isEqualTo(Heard.FROM_ANOTHER);
        assertThat(dedup.hear(ALICE, get("g", SOUL, Lex.all(), Span.ALL, false)))
                .isEqualTo(Heard.AGAIN);
        assertThat(dedup.hear(BOB, get("g", SOUL, Lex.all(), Span.ALL, false))).isEqualTo(Heard.FROM_ANOTHER);
    }

    @Test
    @DisplayName("takes gets of the same id for different ones wherever their questions differ")
    void questions() {
        Dedup dedup = dedup(100);
        List<Message.Get> questions = List.of(
                get("g", SOUL, Lex.all(), Span.ALL, false),
                get("h", SOUL, Lex.all(), Span.ALL, false),
                get("g", SOUL, Lex.all(), Span.ALL, true),
                get("g", Lex.exactly("other"), Lex.all(), Span.ALL, false),
                get("g", SOUL, Lex.exactly("key"), Span.ALL, false),
                get("g", Lex.exactly("key"), SOUL, Span.ALL, false),
                get("g", SOUL, Lex.prefix("key"), Span.ALL, false),
                get("g", SOUL, Lex.range("key", "z"), Span.ALL, false),
                get("g", SOUL, Lex.prefix("key"), new Span(10, false), false),
                get("g", SOUL, Lex.prefix("key"), new Span(10, true), false));
        assertThat(questions).allMatch(get -> dedup.hear(ALICE, get) == Heard.FIRST);
        assertThat(questions).allMatch(get -> dedup.hear(BOB, get) == Heard.FROM_ANOTHER);
    }

    private static Message.Get get(String id, Lex soul, Lex key, Span span, boolean direct) {
        return new Message.Get(id, soul, key, span, null, direct, "");
    }

    @Test
    @DisplayName("knows a get of ours again when it comes round")
    void ownGets() {
        Dedup dedup = dedup(100);
        dedup.ask("g", new Interest("soul", "key"), false);
        assertThat(dedup.hear(ALICE, get("g", SOUL, Lex.exactly("key"), Span.ALL, false)))
                .isEqualTo(Heard.FROM_ANOTHER);
        assertThat(dedup.hear(ALICE, get("g", SOUL, Lex.all(), Span.ALL, false)))
                .isEqualTo(Heard.FIRST);
    }

    @Test
    @DisplayName("knows a put that was passed on again by all that it says, in whatever order")
    void puts() {
        Dedup dedup = dedup(1_000);
        GunValue[] values = {
            new GunValue.Text("true"),
            new GunValue.Link("true"),
            new GunValue.Bool(true),
            new GunValue.Bool(false),
            GunValue.Null.INSTANCE,
            new GunValue.Text("null"),
            new GunValue.Num(1),
            new GunValue.Num(-1),
            new GunValue.Text("1"),
            new GunValue.Text("")
        };
        Set<List<Node>> puts = new LinkedHashSet<>();
        for (GunValue value : values) {
            puts.add(List.of(Node.of("soul", "key", value, 1)));
            puts.add(List.of(Node.of("soul", "key", value, 2)));
            puts.add(List.of(Node.of("key", "soul", value, 1)));
        }
        assertThat(puts).hasSize(30).allMatch(put -> dedup.pass("p", put)).noneMatch(put -> dedup.pass("p", put));
        assertThat(puts).allMatch(put -> dedup.hasPassed("p", put)).noneMatch(put -> dedup.hasPassed("q", put));
        Node ab =
                Node.builder("s").add("a", values[0], 1).add("b", values[6], 2).build();
        Node ba =
                Node.builder("s").add("b", values[6], 2).add("a", values[0], 1).build();
        List<Node> turned = new ArrayList<>(List.of(ba, Node.of("t", "k", values[1], 1)));
        assertThat(dedup.pass("p", List.of(Node.of("t", "k", values[1], 1), ab)))
                .isTrue();
        assertThat(dedup.pass("p", turned)).isFalse();
    }

    @Test
    @DisplayName("knows the puts of our own")
    void ownPuts() {
        Dedup dedup = dedup(100);
        List<Node> nodes = List.of(Node.of("soul", "key", GunValue.Null.INSTANCE, 1));
        dedup.write("p", nodes);
        assertThat(dedup.hasWritten("p")).isTrue();
        assertThat(dedup.hasPassed("p", nodes)).isTrue();
        assertThat(dedup.hasSaid("p")).isTrue();
        dedup.say("q");
        assertThat(dedup.hasWritten("q")).isFalse();
    }
}
