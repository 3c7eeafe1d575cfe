package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.MeshOptions.AckPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger who had seen an id used it at another relay first; the message of that id was dropped there as a duplicate. */
@DisplayName("A stranger who uses the id of another's message first")
class IdsAreEachSendersOwnTest {

    private static final String ACK = "{'@':'id1','ok':{'':1}}";

    private final VirtualTime time = new VirtualTime();
    private Mesh mesh = mesh(MeshOptions.general());

    private Mesh mesh(MeshOptions options) {
        return new Mesh(options, true, time, new SplittableRandom(1));
    }

    private ScriptedNeighbor join(String name) {
        return ScriptedNeighbor.dialing(mesh, name);
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            time.pass(1);
            mesh.advance();
        }
    }

    private static String put(String id, String soul, int state, String value) {
        return "{'#':'" + id + "','ok':{'@':9,'/':1},'put':" + graph(soul, state, value) + "}";
    }

    private static String graph(String soul, int state, String value) {
        return "{'" + soul + "':{'_':{'#':'" + soul + "','>':{'k':" + state + "}},'k':" + value + "}}";
    }

    private static String get(String id, String soul) {
        return "{'#':'" + id + "','get':{'#':'" + soul + "'}}";
    }

    private static List<String> puts(ScriptedNeighbor neighbor) {
        return neighbor.hearsWithIds().stream()
                .filter(message -> message.contains("'put'") && !message.contains("'@':'"))
                .toList();
    }

    private static String id(String message) {
        return message.substring(6, message.indexOf('\'', 6));
    }

    /** Messages of a stranger under the id of a put or a get of soul a. */
    static Stream<Arguments> messages() {
        return Stream.of(
                        put("id1", "a", 5, "'other'"),
                        put("id1", "a", 6, "'value'"),
                        put("id1", "b", 6, "'value'"),
                        put("id1", "a", 6, "[]"),
                        get("id1", "a"),
                        get("id1", "b"),
                        "{'#':'id1','get':{'#':'a','.':'k'}}",
                        "{'#':'id1','nts':1,'get':{'#':'a'}}",
                        "{'#':'id1','get':{'#':{'*':'a'}}}",
                        "{'#':'id1','@':'id1'}",
                        "{'#':'id1','@':'id1','ok':1}",
                        "{'#':'id1','@':'id1','err':'no'}",
                        "{'#':'id1','@':'id1','put':" + graph("b", 6, "'value'") + "}",
                        "{'#':'id1','dam':'?','pid':'stranger'}",
                        "{'#':'id1','dam':'opt'}")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("messages")
    @DisplayName("costs a put neither its ack nor its merge, nor those their change who are told of it")
    void put(String message) {
        ScriptedNeighbor reader = join("reader");
        reader.says(get("g1", "a"));
        ScriptedNeighbor stranger = join("stranger");
        ScriptedNeighbor honest = join("honest");
        pass(100);
        stranger.says(message);
        reader.hears();
        honest.hears();
        honest.says(put("id1", "a", 6, "'value'"));
        assertThat(honest.hears()).containsExactly(ACK);
        assertThat(mesh.cell("a", "k")).isEqualTo(Node.of("a", "k", new GunValue.Text("value"), 6));
        if (!message.equals(put("id1", "a", 6, "'value'"))) {
            assertThat(puts(reader)).singleElement().asString().contains(graph("a", 6, "'value'"));
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    @DisplayName("costs a get of what is known here neither its answer nor its subscription")
    void knownHere(String message) {
        ScriptedNeighbor writer = join("writer");
        writer.says(put("p1", "a", 6, "'value'"));
        ScriptedNeighbor stranger = join("stranger");
        ScriptedNeighbor honest = join("honest");
        stranger.says(message);
        pass(100);
        honest.hears();
        honest.says(get("id1", "a"));
        assertThat(honest.hears())
                .singleElement()
                .asString()
                .startsWith("{'@':'id1','put':" + graph("a", 6, "'value'"));
        writer.says(put("p2", "a", 7, "'later'"));
        assertThat(puts(honest)).singleElement().asString().contains("later");
    }

    @ParameterizedTest
    @MethodSource("messages")
    @DisplayName("costs a get of what another client has not its answer")
    void knownElsewhere(String message) {
        ScriptedNeighbor holder = join("holder");
        ScriptedNeighbor stranger = join("stranger");
        ScriptedNeighbor honest = join("honest");
        stranger.says(message);
        List<String> asked = new ArrayList<>(holder.hearsWithIds());
        honest.hears();
        honest.says(get("id1", "a"));
        asked.addAll(holder.hearsWithIds());
        if (message.startsWith("{'#':'id1','put':") || message.contains("ok':{'@'")) {
            return; // What the stranger has put is known here.
        }
        for (String question : asked) {
            holder.says("{'#':'r" + id(question) + "','@':'" + id(question) + "'"
                    + (question.contains("'#':'a'") ? ",'put':" + graph("a", 6, "'value'") : "") + "}");
        }
        assertThat(honest.hears())
                .anySatisfy(answer -> assertThat(answer).startsWith("{'@':'id1','put':" + graph("a", 6, "'value'")));
    }

    @Nested
    @DisplayName("and a put")
    class PassedOn {

        private final ScriptedNeighbor reader = join("reader");
        private final ScriptedNeighbor stranger = join("stranger");
        private final ScriptedNeighbor honest = join("honest");

        private void subscribe() {
            reader.says(get("g1", "a"));
            reader.says(get("g2", "b"));
            pass(100);
            reader.hears();
        }

        @Test
        @DisplayName("has it passed on under an id of ours, since gun.js would drop the second of one id")
        void freshId() {
            subscribe();
            stranger.says(put("id1", "b", 5, "1"));
            honest.says(put("id1", "a", 5, "1"));
            List<String> puts = puts(reader);
            assertThat(puts).hasSize(2);
            assertThat(id(puts.get(0))).isEqualTo("id1");
            assertThat(id(puts.get(1))).isNotEqualTo("id1");
        }

        @Test
        @DisplayName("has no ack that is meant for it, nor loses its own")
        void acks() {
            subscribe();
            stranger.says(put("id1", "b", 5, "1"));
            honest.says(put("id1", "a", 5, "1"));
            String ours = id(puts(reader).get(1));
            stranger.hears();
            honest.hears();
            reader.says("{'#':'ack1','@':'" + ours + "','ok':1}");
            assertThat(honest.hearsWithIds()).containsExactly("{'#':'ack1','@':'id1','ok':1}");
            assertThat(stranger.hears()).isEmpty();
            reader.says("{'#':'ack2','@':'id1','ok':1}");
            assertThat(stranger.hearsWithIds()).containsExactly("{'#':'ack2','@':'id1','ok':1}");
            assertThat(honest.hears()).isEmpty();
        }

        @Test
        @DisplayName("cannot ack it, since nobody has sent it to him")
        void foreignAck() {
            subscribe();
            honest.says(put("id1", "a", 5, "1"));
            honest.hears();
            stranger.says("{'#':'ack1','@':'id1','ok':1}");
            stranger.says("{'#':'ack2','@':'id1','err':'no'}");
            assertThat(honest.hears()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"STORED", "ALONE", "NEVER"})
        @DisplayName("comes round a ring once, whatever the relay acks")
        void ring(AckPolicy acks) {
            mesh = mesh(MeshOptions.general().withAcks(acks));
            ScriptedNeighbor one = ScriptedNeighbor.relay(mesh, "ws://one/gun");
            ScriptedNeighbor two = ScriptedNeighbor.relay(mesh, "ws://two/gun");
            ScriptedNeighbor author = join("author");
            author.says(put("id1", "a", 5, "1"));
            author.hears();
            assertThat(puts(one)).singleElement().asString().startsWith("{'#':'id1'");
            assertThat(puts(two)).singleElement().asString().startsWith("{'#':'id1'");
            two.says(put("id1", "a", 5, "1"));
            author.says(put("id1", "a", 5, "1"));
            assertThat(puts(one)).isEmpty();
            assertThat(two.hears()).as("as gun.js, only what is new is acked").isEmpty();
            assertThat(author.hears()).hasSize(acks == AckPolicy.STORED ? 1 : 0);
        }

        @Test
        @DisplayName("is not passed on again when its node was forgotten while it went round")
        void forgottenMeanwhile() {
            mesh = mesh(
                    MeshOptions.general().withLimits(now -> now.with(now.graph().withBytes(100_000))));
            ScriptedNeighbor one = ScriptedNeighbor.relay(mesh, "ws://one/gun");
            ScriptedNeighbor two = ScriptedNeighbor.relay(mesh, "ws://two/gun");
            two.says(put("id1", "a", 5, "1"));
            assertThat(puts(one)).hasSize(1);
            for (int i = 0; i < 300; i++) {
                two.says(put("p" + i + "z", "s" + i, 5, "'" + "x".repeat(500) + "'"));
            }
            assertThat(mesh.node("a")).isNull();
            one.hears();
            two.says(put("id1", "a", 5, "1"));
            assertThat(mesh.node("a")).isNotNull();
            assertThat(puts(one)).isEmpty();
        }
    }

    @Nested
    @DisplayName("and a get")
    class Asked {

        private final ScriptedNeighbor holder = join("holder");
        private final ScriptedNeighbor stranger = join("stranger");
        private final ScriptedNeighbor honest = join("honest");

        @Test
        @DisplayName("with another question has it asked under an id of ours, and each its own answer")
        void otherQuestion() {
            stranger.says(get("id1", "b"));
            honest.says(get("id1", "a"));
            List<String> asked = holder.hearsWithIds();
            assertThat(asked).hasSize(2);
            assertThat(id(asked.get(0))).isEqualTo("id1");
            String ours = id(asked.get(1));
            assertThat(ours).isNotEqualTo("id1");
            stranger.hears();
            honest.hears();
            holder.says("{'#':'r1','@':'id1','put':" + graph("b", 5, "1") + "}");
            assertThat(honest.hears()).isEmpty();
            assertThat(stranger.hears())
                    .singleElement()
                    .asString()
                    .startsWith("{'@':'id1','put':" + graph("b", 5, "1"));
            holder.says("{'#':'r2','@':'" + ours + "','put':" + graph("a", 5, "1") + "}");
            assertThat(honest.hears()).singleElement().asString().startsWith("{'@':'id1','put':" + graph("a", 5, "1"));
            assertThat(stranger.hears()).isEmpty();
        }

        @Test
        @DisplayName("with the same question has it answered together with his own, and not asked again")
        void sameQuestion() {
            stranger.says(get("id1", "a"));
            honest.hears();
            honest.says(get("id1", "a"));
            assertThat(holder.hearsWithIds()).containsExactly(get("id1", "a"));
            holder.says("{'#':'r1','@':'id1','put':" + graph("a", 5, "1") + "}");
            assertThat(honest.hears()).singleElement().asString().startsWith("{'@':'id1','put':");
            assertThat(stranger.hears()).singleElement().asString().startsWith("{'@':'id1','put':");
        }

        @Test
        @DisplayName("answers it with something else: the others are still asked")
        void otherAnswer() {
            List<ScriptedNeighbor> strangers = List.of(join("s1"), join("s2"), join("s3"));
            ScriptedNeighbor last = join("last");
            honest.says(get("id1", "a"));
            stranger.says("{'#':'r1','@':'id1','put':" + graph("b", 5, "1") + "}");
            strangers.forEach(each -> each.says("{'#':'r1','@':'id1','put':" + graph("b", 5, "1") + "}"));
            pass(25);
            assertThat(last.hears()).contains("{'get':{'#':'a'}}");
            assertThat(honest.hears()).noneMatch(answer -> answer.startsWith("{'@':'id1'"));
            last.says("{'#':'r1','@':'id1','put':" + graph("a", 5, "1") + "}");
            assertThat(honest.hears())
                    .anySatisfy(answer -> assertThat(answer).startsWith("{'@':'id1','put':" + graph("a", 5, "1")));
        }

        @Test
        @DisplayName("makes a ring answer an asker once with the same")
        void ring() {
            ScriptedNeighbor one = ScriptedNeighbor.relay(mesh, "ws://one/gun");
            ScriptedNeighbor two = ScriptedNeighbor.relay(mesh, "ws://two/gun");
            honest.says(get("id1", "a"));
            assertThat(one.hearsWithIds()).containsExactly(get("id1", "a"));
            assertThat(two.hearsWithIds()).containsExactly(get("id1", "a"));
            one.says(get("id1", "a"));
            two.says(get("id1", "a"));
            one.says("{'#':'r1','@':'id1','put':" + graph("a", 5, "1") + "}");
            assertThat(two.hears()).as("waited for the same").hasSize(1);
            two.says("{'#':'r2','@':'id1','put':" + graph("a", 5, "1") + "}");
            assertThat(honest.hears().stream().filter(answer -> answer.startsWith("{'@':'id1','put':")))
                    .hasSize(1);
            assertThat(one.hears()).isEmpty();
            assertThat(two.hears()).isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    @DisplayName("costs none of hundreds of puts and gets, whatever he says under their ids")
    void seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ScriptedNeighbor reader = join("reader");
        List<ScriptedNeighbor> strangers = List.of(join("one"), join("two"));
        ScriptedNeighbor honest = join("honest");
        for (int i = 0; i < 300; i++) {
            String id = "h" + i + "x";
            String soul = "s" + random.nextInt(20);
            Consumer<String> under = message -> strangers
                    .get(random.nextInt(2))
                    .says(message.replace("id1", id).replace("'a'", "'" + soul + "'"));
            List<String> said = messages().map(each -> (String) each.get()[0]).toList();
            for (int n = random.nextInt(4); n > 0; n--) {
                under.accept(said.get(random.nextInt(said.size())));
            }
            honest.hears();
            if (random.nextBoolean()) {
                int state = 10 + i;
                honest.says(put(id, soul, state, "'v" + i + "'"));
                assertThat(honest.hears()).contains("{'@':'" + id + "','ok':{'':1}}");
                assertThat(mesh.cell(soul, "k").value(0)).isEqualTo(new GunValue.Text("v" + i));
            } else {
                honest.says(get(id, soul));
                pass(Lookups.RELAYS_NOT_FOUND_MILLIS);
                assertThat(honest.hears()).anySatisfy(answer -> assertThat(answer)
                        .startsWith("{'@':'" + id + "'" + (mesh.node(soul) == null ? "}" : ",'put':")));
            }
            reader.hears();
            pass(random.nextInt(20));
        }
    }

    @Test
    @DisplayName("acks none of our own writes")
    void ownWrites() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
        ScriptedNeighbor stranger = join("stranger");
        List<String> outcome = new ArrayList<>();
        mesh.write(List.of(Node.of("a", "k", new GunValue.Num(1), 5)), new WriteListener() {
            @Override
            public void stored() {
                outcome.add("stored");
            }

            @Override
            public void refused(String reason) {
                outcome.add("refused " + reason);
            }

            @Override
            public void failed(String reason) {
                outcome.add("failed " + reason);
            }
        });
        String sent = puts(relay).get(0);
        stranger.hears();
        stranger.says("{'#':'ack1','@':'" + id(sent) + "','ok':1}");
        stranger.says("{'#':'ack2','@':'" + id(sent) + "','err':'no'}");
        assertThat(outcome).isEmpty();
        stranger.says(sent);
        assertThat(stranger.hears()).as("an ack could come back to us").isEmpty();
        relay.says("{'#':'ack1','@':'" + id(sent) + "','ok':1}");
        assertThat(outcome).containsExactly("stored");
    }
}
