package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.WritePolicy;
import dev.gunjava.limits.AtBound;
import dev.gunjava.mesh.MeshOptions.AckPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A relay")
class RelayRulesTest {

    private static final String STATE = "1600000000000";
    private static final String OLDER = "1500000000000";

    private final VirtualTime time = new VirtualTime();
    private Mesh mesh = mesh(MeshOptions.general());

    private Mesh mesh(MeshOptions options) {
        return new Mesh(options, false, time, new SplittableRandom(1));
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

    private static String put(String id, String soul, String key, String state, String value) {
        return "{'#':'" + id + "','put':" + graph(soul, key, state, value) + "}";
    }

    private static String graph(String soul, String key, String state, String value) {
        return "{'" + soul + "':{'_':{'#':'" + soul + "','>':{'" + key + "':" + state + "}},'" + key + "':" + value
                + "}}";
    }

    @Test
    @DisplayName("greets who dials it, and answers a greeting that is no answer itself")
    void handshake() {
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'h1','dam':'?','pid':'pidalice'}");
        assertThat(alice.hears()).containsExactly("{'dam':'?','pid':'" + mesh.pid() + "','@':'h1'}");
        alice.says("{'#':'h2','dam':'?','pid':'pidalice','@':'h0'}");
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    @DisplayName("hangs up on itself")
    void itself() {
        ScriptedNeighbor self = join("self");
        self.says("{'#':'h1','dam':'?','pid':'" + mesh.pid() + "'}");
        assertThat(self.closed).isEqualTo("redundant: connected to itself");
    }

    @Test
    @DisplayName("acks every valid put, also one that changes nothing")
    void acks() {
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "k", STATE, "1"));
        alice.says(put("p2", "a", "k", STATE, "1"));
        assertThat(alice.hears()).containsExactly("{'@':'p1','ok':{'':1}}", "{'@':'p2','ok':{'':1}}");
    }

    @Test
    @DisplayName("acks only what nobody else could ack, if told so, or nothing")
    void ackPolicies() {
        mesh = mesh(MeshOptions.general().withAcks(AckPolicy.ALONE));
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        alice.hears();
        alice.says(put("p1", "a", "k", STATE, "1"));
        alice.says(put("p2", "other", "k", STATE, "1"));
        assertThat(alice.hears()).containsExactly("{'@':'p2','ok':{'':1}}");

        mesh = mesh(MeshOptions.general().withAcks(AckPolicy.NEVER));
        ScriptedNeighbor carl = join("carl");
        carl.says(put("p3", "a", "k", STATE, "1"));
        assertThat(carl.hears()).isEmpty();
    }

    @Test
    @DisplayName("tells of changes also the neighbor by whom a get comes a second time, as in a ring of relays")
    void subscribesRepeaters() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        ScriptedNeighbor carl = join("carl");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        alice.hears();
        bob.hears();
        carl.says(put("p1", "a", "k", STATE, "1"));
        assertThat(alice.hears()).singleElement().asString().contains("'k':1");
        assertThat(bob.hears()).singleElement().asString().contains("'k':1");
    }

    @Test
    @DisplayName("asks the relay that asked first as well, when somebody else wants the same meanwhile")
    void asksTheAsker() {
        mesh = new Mesh(MeshOptions.general(), true, time, new SplittableRandom(1));
        ScriptedNeighbor first = ScriptedNeighbor.relay(mesh, "ws://first/gun");
        ScriptedNeighbor second = ScriptedNeighbor.relay(mesh, "ws://second/gun");
        first.says("{'#':'g1','get':{'#':'a'}}");
        assertThat(second.hears()).containsExactly("{'get':{'#':'a'}}");
        assertThat(first.hears()).isEmpty();
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g2','get':{'#':'a'}}");
        assertThat(first.hears()).containsExactly("{'get':{'#':'a'}}");
    }

    @Test
    @DisplayName(
            "names those who receive the same change, so that they need not tell each other; seven at most, one not")
    void namesReceivers() {
        for (int i = 0; i < 9; i++) {
            ScriptedNeighbor other = join("other" + i);
            other.says("{'#':'g" + i + "','get':{'#':'a'}}");
            if (i == 0) {
                other.says("{'#':'g','get':{'#':'b'}}");
            }
        }
        ScriptedNeighbor last = join("last");
        last.says("{'#':'g9','get':{'#':'a'}}");
        last.hears();
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "k", STATE, "1"));
        assertThat(last.hears())
                .singleElement()
                .asString()
                .startsWith("{'><':'pidother0,pidother1,pidother2,pidother3,pidother4,pidother5,pidother6','put':");
        ScriptedNeighbor bob = join("bob");
        bob.says(put("p2", "b", "k", STATE, "1"));
        bob.says("{'#':'g','get':{'#':'b'}}");
        assertThat(bob.hears()).noneMatch(message -> message.contains("><"));
    }

    @Test
    @DisplayName("drops a get or an ack that the same neighbor has sent under the same id lately")
    void duplicates() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says(put("p1", "a", "k", STATE, "1"));
        alice.says("{'#':'g1','get':{'#':'a'}}");
        alice.hears();
        alice.says("{'#':'g1','get':{'#':'a'}}");
        assertThat(alice.hears()).isEmpty();
        assertThat(mesh.counters().duplicates()).isEqualTo(1);
        bob.hears();
        bob.says("{'#':'p2','ok':{'@':9,'/':1},'put':" + graph("a", "l", STATE, "1") + "}");
        alice.says("{'#':'ack1','@':'p2','ok':1}");
        alice.says("{'#':'ack1','@':'p2','ok':1}");
        assertThat(bob.hearsWithIds()).filteredOn(ack -> ack.contains("ack1")).hasSize(1);
        assertThat(mesh.counters().duplicates()).isEqualTo(2);
    }

    @Test
    @DisplayName("acks a put that comes a second time again, and tells nobody of it")
    void repeatedPuts() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        List<Node> watched = new ArrayList<>();
        mesh.watch("a", null, watched::add);
        bob.hears();
        alice.hears();
        for (int i = 0; i < 2; i++) {
            alice.says(put("p1", "a", "k", STATE, "1"));
            assertThat(alice.hears()).containsExactly("{'@':'p1','ok':{'':1}}");
            assertThat(bob.hears()).hasSize(1 - i);
            assertThat(watched).hasSize(1);
        }
    }

    @Test
    @DisplayName("merges nothing of a put with one invalid key, and says which rule it broke")
    void allOrNothing() {
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'p1','put':{'a':{'_':{'#':'a','>':{'x':1,'y':1}},'x':1,'y':[1]}}}");
        assertThat(alice.hears()).containsExactly("{'@':'p1','err':'an array is no value'}");
        assertThat(mesh.snapshot()).isEmpty();
    }

    @Test
    @DisplayName("answers a get with what it has, sorted, with the hash of just that text")
    void answersFromMemory() {
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'p1','put':{'a':{'_':{'#':'a','>':{'y':1,'b':2}},'y':true,'b':null}}}");
        alice.hears();
        alice.says("{'#':'g1','get':{'#':'a'}}");
        String text = "{'a':{'_':{'#':'a','>':{'b':2,'y':1}},'b':null,'y':true}}";
        int hash = text.replace('\'', '"').hashCode();
        assertThat(alice.hears()).startsWith("{'@':'g1','put':" + text + ",'##':" + hash + "}");
        alice.says("{'#':'g2','get':{'#':'a'},'##':" + hash + "}");
        assertThat(alice.hears()).as("who has the same already").isEmpty();
        alice.says("{'#':'g3','get':{'#':'a','.':'b'}}");
        assertThat(alice.hears().get(0)).startsWith("{'@':'g3','put':{'a':{'_':{'#':'a','>':{'b':2}},'b':null}}");
    }

    @Test
    @DisplayName("answers a big node in pieces, of which all but the last say that more follows")
    void pieces() {
        ScriptedNeighbor alice = join("alice");
        StringBuilder states = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 1_200; i++) {
            states.append(i == 0 ? "" : ",").append("'k").append(i).append("':1");
            values.append(",'k").append(i).append("':").append(i);
        }
        alice.says("{'#':'p1','put':{'a':{'_':{'#':'a','>':{" + states + "}}" + values + "}}}");
        alice.hears();
        alice.says("{'#':'g1','get':{'#':'a'}}");
        List<String> pieces = alice.hears().stream()
                .filter(message -> message.contains("'put':"))
                .map(message -> message.substring(0, 16))
                .toList();
        assertThat(pieces).containsExactly("{'@':'g1','%':1,", "{'@':'g1','%':1,", "{'@':'g1','put':");
    }

    @Test
    @DisplayName("says at once that there is nothing, if nobody else can be asked")
    void notFoundAtOnce() {
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'nope'}}");
        alice.says("{'#':'g2','get':{'#':'nope','.':'k'}}");
        assertThat(alice.hears()).containsExactly("{'@':'g1'}", "{'@':'g2'}");
    }

    @Test
    @DisplayName("asks those who dialed it for what it does not know, and passes on their answer")
    void asksNeighbors() {
        ScriptedNeighbor bob = join("bob");
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        assertThat(alice.hears()).isEmpty();
        assertThat(bob.hearsWithIds()).containsExactly("{'#':'g1','get':{'#':'a'}}");
        bob.says("{'#':'r1','@':'g1','put':" + graph("a", "k", STATE, "1") + "}");
        assertThat(alice.hears().get(0)).startsWith("{'@':'g1','put':{'a':");
        assertThat(bob.hears()).as("replies are never acked").isEmpty();
        ScriptedNeighbor carl = join("carl");
        carl.says("{'#':'g2','get':{'#':'a'}}");
        assertThat(carl.hears().get(0)).as("from memory from now on").startsWith("{'@':'g2','put':");
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    @DisplayName("passes on what has won by now, not what an answer says: gun.js takes the lesser text from an answer")
    void passesOnTheWinner() {
        ScriptedNeighbor bob = join("bob");
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor carl = join("carl");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        carl.says(put("p1", "a", "k", STATE, "'pear'"));
        bob.says("{'#':'r1','@':'g1','put':" + graph("a", "k", STATE, "'apple'") + "}");
        String winner = "'put':" + graph("a", "k", STATE, "'pear'");
        assertThat(alice.hears())
                .satisfiesExactly(
                        change -> assertThat(change).isEqualTo("{" + winner + "}"),
                        answer -> assertThat(answer).startsWith("{'@':'g1'," + winner));
    }

    @Test
    @DisplayName("says that there is nothing as soon as all have said so, or after 40 ms, and never later")
    void notFoundInTime() {
        ScriptedNeighbor bob = join("bob");
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        bob.says("{'#':'r1','@':'g1'}");
        assertThat(alice.hears()).containsExactly("{'@':'g1'}");
        pass(25);
        assertThat(alice.hears()).as("is asked back").containsExactly("{'nts':1,'get':{'#':'a'}}");
        alice.says("{'#':'g2','get':{'#':'b'}}");
        pass(39);
        assertThat(alice.hears()).isEmpty();
        pass(1);
        assertThat(alice.hears()).containsExactly("{'@':'g2'}");
        bob.says("{'#':'r2','@':'g2','put':" + graph("b", "k", STATE, "1") + "}");
        assertThat(alice.hears())
                .as("later data still flows")
                .singleElement()
                .asString()
                .contains("'b':{");
    }

    @Test
    @DisplayName("waits twice as long where relays are asked, which may have to ask others")
    void notFoundAtRelays() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        assertThat(relay.hears()).containsExactly("{'get':{'#':'a'}}");
        pass(79);
        assertThat(alice.hears()).isEmpty();
        pass(1);
        assertThat(alice.hears()).containsExactly("{'@':'g1'}");
    }

    @Test
    @DisplayName("asks three at a time, and once for all who want the same")
    void turnsAndSingleFlight() {
        ScriptedNeighbor[] others = new ScriptedNeighbor[7];
        for (int i = 0; i < others.length; i++) {
            others[i] = join("other" + i);
        }
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        others[6].says("{'#':'g2','get':{'#':'a'}}");
        assertThat(asked(others)).isEqualTo(3);
        pass(25);
        assertThat(asked(others)).isEqualTo(3);
        pass(15);
        assertThat(asked(others)).isZero();
        assertThat(alice.hears()).containsExactly("{'@':'g1'}");
    }

    private static int asked(ScriptedNeighbor[] others) {
        int asked = 0;
        for (ScriptedNeighbor other : others) {
            asked += (int) other.hears().stream()
                    .filter(message -> message.contains("'get'"))
                    .count();
        }
        return asked;
    }

    @Test
    @DisplayName("asks back for what a browser may have written while it was away, once, with the hash of what it has")
    void asksBack() {
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "k", STATE, "1"));
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        assertThat(bob.hears()).singleElement().asString().startsWith("{'@':'g1','put':");
        pass(25);
        assertThat(bob.hears())
                .as("in a frame of its own")
                .singleElement()
                .asString()
                .startsWith("{'nts':1,'##':")
                .endsWith("'get':{'#':'a'}}");
        bob.says("{'#':'g2','get':{'#':'a'}}");
        pass(25);
        assertThat(bob.hears()).singleElement().asString().startsWith("{'@':'g2','put':");
    }

    @Test
    @DisplayName("asks back for what nobody had, and for what somebody else had, too")
    void asksBackWhateverTheAnswer() {
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a','.':'k'}}");
        assertThat(alice.hears()).containsExactly("{'@':'g1'}");
        pass(25);
        String ask = alice.hearsWithIds().get(0);
        assertThat(ask).endsWith(",'nts':1,'get':{'#':'a','.':'k'}}");
        String id = ask.substring(6, ask.indexOf('\'', 6));
        ScriptedNeighbor bob = join("bob");
        pass(25);
        bob.says("{'#':'g2','get':{'#':'b'}}");
        alice.says("{'#':'r1','@':'" + id + "','put':" + graph("a", "k", STATE, "'written offline'") + "}");
        assertThat(mesh.cell("a", "k").value(0)).isEqualTo(new GunValue.Text("written offline"));

        alice.says("{'#':'r2','@':'g2','put':" + graph("b", "k", OLDER, "'older'") + "}");
        assertThat(bob.hears()).last().asString().contains("'older'");
        pass(25);
        assertThat(bob.hears())
                .singleElement()
                .asString()
                .startsWith("{'nts':1,'##':")
                .endsWith("'get':{'#':'b'}}");
    }

    @Test
    @DisplayName("asks who comes for what others want and nobody has")
    void asksNewcomers() {
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        alice.says("{'#':'g2','get':{'#':'b'}}");
        alice.says(put("p1", "b", "k", STATE, "1"));
        ScriptedNeighbor carl = join("carl");
        carl.says("{'#':'g3','get':{'#':'c'}}");
        carl.leaves();
        alice.hears();
        ScriptedNeighbor bob = join("bob");
        assertThat(bob.hears()).isEmpty();
        pass(25);
        List<String> asked = bob.hearsWithIds();
        assertThat(asked)
                .as("not for what is known by now, nor for what nobody wants any more")
                .singleElement()
                .asString()
                .endsWith(",'nts':1,'get':{'#':'a'}}");
        String id = asked.get(0).substring(6, asked.get(0).indexOf('\'', 6));
        alice.hears();
        bob.says("{'#':'r1','@':'" + id + "','put':" + graph("a", "k", STATE, "1") + "}");
        assertThat(alice.hears()).containsExactly("{'put':" + graph("a", "k", STATE, "1") + "}");
    }

    @Test
    @DisplayName("asks who comes while others are being asked, too")
    void asksNewcomersMeanwhile() {
        ScriptedNeighbor carl = join("carl");
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        carl.hears();
        pass(30);
        ScriptedNeighbor bob = join("bob");
        pass(25);
        assertThat(bob.hears()).containsExactly("{'nts':1,'get':{'#':'a'}}");
    }

    @Test
    @DisplayName("answers who asks for what it has itself without asking others")
    void directGets() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        alice.says("{'#':'g1','nts':1,'get':{'#':'a'}}");
        assertThat(alice.hears()).containsExactly("{'@':'g1'}");
        pass(100);
        assertThat(alice.hears()).isEmpty();
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    @DisplayName("asks back at most 50 times a second, and for the rest later")
    @AtBound("gets.askedBackPerSecond")
    void asksBackInModeration() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        for (int i = 0; i < 80; i++) {
            alice.says(put("p" + i + "z", "s" + i, "k", STATE, "1"));
            bob.says("{'#':'g" + i + "z','get':{'#':'s" + i + "'}}");
        }
        pass(25);
        assertThat(bob.hears().stream().filter(message -> message.contains("'get':")))
                .hasSize(50);
        pass(999);
        assertThat(bob.hears()).isEmpty();
        pass(1);
        assertThat(bob.hears()).hasSize(30).last().asString().endsWith("'get':{'#':'s79'}}");
        pass(2_000);
        assertThat(bob.hears()).as("each just once").isEmpty();
    }

    @Test
    @DisplayName("tells subscribers of a change under the same id, and not its author")
    void routes() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        ScriptedNeighbor carl = join("carl");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        alice.says("{'#':'g2','get':{'#':'a'}}");
        alice.hears();
        bob.hears();
        carl.hears();
        alice.says(put("p1", "a", "k", STATE, "1"));
        assertThat(bob.hearsWithIds()).containsExactly("{'#':'p1','put':" + graph("a", "k", STATE, "1") + "}");
        assertThat(alice.hears()).containsExactly("{'@':'p1','ok':{'':1}}");
        assertThat(carl.hears()).as("did not ask").isEmpty();
    }

    @Test
    @DisplayName("tells a subscriber of one key only of that key")
    void routesKeys() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a','.':'x'}}");
        bob.hears();
        alice.says("{'#':'p1','put':{'a':{'_':{'#':'a','>':{'x':1,'y':1}},'x':1,'y':2}}}");
        assertThat(bob.hears()).containsExactly("{'put':" + graph("a", "x", "1", "1") + "}");
        alice.says(put("p2", "a", "y", STATE, "3"));
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    @DisplayName("sends the winner to a writer whose value lost")
    void winner() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        alice.says(put("p1", "a", "k", STATE, "'zebra'"));
        bob.says(put("p2", "a", "k", STATE, "'apple'"));
        assertThat(bob.hears())
                .containsExactly("{'put':" + graph("a", "k", STATE, "'zebra'") + "}", "{'@':'p2','ok':{'':1}}");
        bob.says(put("p3", "a", "k", OLDER, "'zebra'"));
        assertThat(bob.hears()).first().isEqualTo("{'put':" + graph("a", "k", STATE, "'zebra'") + "}");
    }

    @Test
    @DisplayName(
            "tells a writer who won a conflict of equal states of its own value again, if an answer may have undone it")
    void overruling() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says(put("p1", "a", "k", STATE, "'apple'"));
        alice.says("{'#':'g1','get':{'#':'a'}}");
        alice.says("{'#':'p2','put':{'a':{'_':{'#':'a','>':{'k':" + STATE + ",'l':" + STATE + "}},'k':'pear','l':1}}}");
        assertThat(alice.hears())
                .satisfiesExactly(
                        answer -> assertThat(answer).startsWith("{'@':'g1','put':" + graph("a", "k", STATE, "'apple'")),
                        again -> assertThat(again).isEqualTo("{'put':" + graph("a", "k", STATE, "'pear'") + "}"),
                        ack -> assertThat(ack).isEqualTo("{'@':'p2','ok':{'':1}}"));
        alice.says(put("p3", "a", "k", "1600000000001", "'plum'"));
        assertThat(alice.hears()).as("no conflict").containsExactly("{'@':'p3','ok':{'':1}}");
        bob.hears();
        bob.says(put("p4", "a", "k", "1600000000001", "'quince'"));
        assertThat(bob.hears()).as("never asked").containsExactly("{'@':'p4','ok':{'':1}}");
    }

    @Test
    @DisplayName("counts down the acks that a put wants, and brings them back to its author")
    void ackRoutes() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a','.':'k'}}");
        bob.hears();
        alice.says("{'#':'p1','ok':{'@':9,'/':1},'put':{'a':{'_':{'#':'a','>':{'k':1,'l':1}},'k':1,'l':1}}}");
        String sent = bob.hearsWithIds().get(0);
        assertThat(sent).contains("'ok':{'@':8,'/':2}").doesNotContain("'l'");
        String id = sent.substring(6, sent.indexOf('\'', 6));
        alice.hears();
        bob.says("{'#':'ack1','@':'" + id + "','ok':{'':1}}");
        assertThat(alice.hearsWithIds()).containsExactly("{'#':'ack1','@':'p1','ok':{'':1}}");
        bob.says("{'#':'ack2','@':'" + id + "','ok':{'yay':1}}");
        bob.says("{'#':'ack3','@':'" + id + "','err':'full','ok':0}");
        assertThat(alice.hearsWithIds())
                .as("what an ack says is for its author, not for those in between")
                .containsExactly("{'#':'ack2','@':'p1','ok':{'yay':1}}", "{'#':'ack3','@':'p1','err':'full','ok':0}");
        bob.says("{'#':'ack4','@':'" + id + "','ok':{'__proto__':1}}");
        assertThat(alice.hearsWithIds()).isEmpty();
        assertThat(bob.hearsWithIds()).isEmpty();
    }

    @Test
    @DisplayName("does not send to the neighbors that a relay says it has told, but does not believe that of a client")
    void others() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        bob.hears();
        alice.says("{'#':'p1','><':'pidx,pidbob','put':" + graph("a", "k", STATE, "1") + "}");
        assertThat(bob.hears()).singleElement().asString().contains("'k':1");
        ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
        relay.says("{'#':'p2','><':'pidx,pidbob','put':" + graph("a", "l", STATE, "1") + "}");
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    @DisplayName("forgets the subscriptions of who has left")
    void leaving() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        bob.hears();
        bob.leaves();
        alice.says(put("p1", "a", "k", STATE, "1"));
        assertThat(bob.hears()).isEmpty();
        assertThat(mesh.neighbors()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "holds a write from the near future back until its time, and refuses one from too far ahead (gun.js suite 74)")
    void future() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        bob.says("{'#':'g1','get':{'#':'a'}}");
        pass(Lookups.NOT_FOUND_MILLIS + 25);
        bob.hears();
        long soon = time.wallMillis() + 200;
        alice.says(put("p1", "a", "k", String.valueOf(soon), "1"));
        pass(150);
        assertThat(alice.hears()).as("it cannot be read yet").noneMatch(message -> message.contains("'p1'"));
        assertThat(bob.hears()).isEmpty();
        pass(60);
        assertThat(alice.hears()).contains("{'@':'p1','ok':{'':1}}");
        assertThat(bob.hears()).containsExactly("{'put':" + graph("a", "k", String.valueOf(soon), "1") + "}");
        alice.says(put("p2", "a", "k", String.valueOf(time.wallMillis() + 3_600_000), "1"));
        assertThat(alice.hears()).containsExactly("{'@':'p2','err':'the state of k is too far in the future'}");
    }

    @Test
    @DisplayName("holds back no more writes of one neighbor than its bound, but those up to 2 s ahead, and others' too")
    @AtBound("graph.deferred")
    void futureBound() {
        mesh = mesh(MeshOptions.general().withLimits(now -> now.with(now.graph().withDeferred(2))));
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        for (int i = 0; i < 3; i++) {
            alice.says(put("p" + i, "a", "k" + i, String.valueOf(time.wallMillis() + 3_000), "1"));
        }
        assertThat(alice.hears()).singleElement().asString().contains("'err':'too many writes from the future");
        assertThat(mesh.deferred()).isEqualTo(2);
        alice.says(put("soon", "a", "k4", String.valueOf(time.wallMillis() + 2_000), "1"));
        bob.says(put("other", "a", "k5", String.valueOf(time.wallMillis() + 3_000), "1"));
        assertThat(mesh.deferred()).isEqualTo(4);
    }

    @Test
    @DisplayName("refuses what its policy does not allow")
    void policy() {
        mesh = mesh(MeshOptions.general().withPolicy(WritePolicy.namespaces("chat")));
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "chat/room", "k", STATE, "1"));
        alice.says(put("p2", "chatter", "k", STATE, "1"));
        assertThat(alice.hears()).satisfiesExactly(ok -> assertThat(ok).contains("'ok'"), err -> assertThat(err)
                .contains("'err':'only the namespaces [chat] may be written here'"));
    }

    @Test
    @DisplayName("refuses the names that would hurt gun.js, and never passes them on")
    void reservedNames() {
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        for (String soul : new String[] {"__proto__", "constructor", "prototype", "toString", "hasOwnProperty"}) {
            bob.says("{'#':'g" + soul + "','get':{'#':'" + soul + "'}}");
            bob.hears();
            alice.hears();
            alice.says(put("p" + soul, soul, "k", STATE, "1"));
            assertThat(alice.hears()).singleElement().asString().contains("'err'");
            assertThat(bob.hears()).isEmpty();
        }
        alice.says(put("p1", "a", "__proto__", STATE, "1"));
        alice.says(put("p2", "a", "constructor", STATE, "1"));
        assertThat(alice.hears()).satisfiesExactly(err -> assertThat(err).contains("'err'"), ok -> assertThat(ok)
                .contains("'ok'"));
        alice.says("{'#':'constructor','get':{'#':'a'}}");
        alice.says("{'#':'x1','@':'__proto__','ok':1}");
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    @DisplayName(
            "forgets the longest unused soul when it is full; one neighbor's subscriptions do not keep others out (B12)")
    @AtBound("graph.bytes")
    void full() {
        mesh = mesh(
                MeshOptions.signalling().withLimits(now -> now.with(now.graph().withBytes(20_000))));
        ScriptedNeighbor alice = join("alice");
        for (int i = 0; i < 200; i++) {
            alice.says(put("p" + i + "z", "soul" + i, "k", STATE, "'" + "x".repeat(100) + "'"));
        }
        assertThat(alice.hears()).allMatch(message -> message.contains("'ok'"));
        assertThat(mesh.graphBytes()).isLessThan(21_000);
        alice.says("{'#':'g1','get':{'#':'soul0'}}");
        assertThat(alice.hears()).containsExactly("{'@':'g1'}");

        for (int i = 100; i < 200; i++) {
            alice.says("{'#':'s" + i + "z','get':{'#':'soul" + i + "'}}");
        }
        alice.hears();
        for (int i = 0; i < 200; i++) {
            alice.says("{'#':'t" + i + "z','get':{'#':'new" + i + "'}}");
            alice.says(put("q" + i + "z", "new" + i, "k", STATE, "'" + "x".repeat(100) + "'"));
        }
        assertThat(alice.hears()).noneMatch(message -> message.contains("'err'"));
        assertThat(mesh.graphBytes()).isLessThan(21_000);
    }

    @Test
    @DisplayName("keeps what neighbors are subscribed to, as long as it is no more than their share")
    @AtBound("graph.pinnedShare")
    void pinned() {
        mesh = mesh(
                MeshOptions.signalling().withLimits(now -> now.with(now.graph().withBytes(64 << 10))));
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        alice.says(put("p", "kept", "k", STATE, "1"));
        bob.says("{'#':'g1','get':{'#':'kept'}}");
        bob.hears();
        for (int i = 0; i < 2_000; i++) {
            alice.says(put("p" + i + "z", "soul" + i, "k", STATE, "'" + "x".repeat(100) + "'"));
        }
        assertThat(mesh.node("soul0")).isNull();
        assertThat(mesh.node("kept")).isNotNull();
    }

    @Test
    @DisplayName("refuses to make one node larger than an eighth of the graph")
    @AtBound("graph.nodeShare")
    void largeNode() {
        mesh = mesh(MeshOptions.general().withLimits(now -> now.with(now.graph().withBytes(80_000))));
        ScriptedNeighbor alice = join("alice");
        for (int i = 0; i < 100; i++) {
            alice.says(put("p" + i + "z", "a", "k" + i, STATE, "'" + "x".repeat(200) + "'"));
        }
        assertThat(alice.hears())
                .anyMatch(message -> message.contains("'err':'the node a is full'"))
                .hasSize(100);
        assertThat(mesh.graphBytes()).isLessThan(11_000);
    }

    @Test
    @DisplayName("forgets keys after their time to live, without a trace")
    @AtBound("graph.keep")
    void expiry() {
        mesh = mesh(MeshOptions.signalling());
        ScriptedNeighbor alice = join("alice");
        alice.says(put("p1", "a", "old", STATE, "1"));
        time.pass(100_000);
        mesh.advance();
        alice.says(put("p2", "a", "new", STATE, "1"));
        time.pass(30_000);
        mesh.advance();
        alice.hears();
        alice.says("{'#':'g1','get':{'#':'a'}}");
        assertThat(alice.hears()).singleElement().asString().contains("'new'").doesNotContain("'old'");
        time.pass(120_000);
        mesh.advance();
        alice.says("{'#':'g2','get':{'#':'a'}}");
        assertThat(alice.hears()).containsExactly("{'@':'g2'}");
        assertThat(mesh.graphBytes()).isZero();
    }

    @Test
    @DisplayName("answers gets beyond the bound of subscriptions, but tells of no changes")
    @AtBound("gets.subscriptions")
    void subscriptionBound() {
        mesh = mesh(
                MeshOptions.signalling().withLimits(now -> now.with(now.gets().withSubscriptions(2))));
        ScriptedNeighbor alice = join("alice");
        ScriptedNeighbor bob = join("bob");
        for (int i = 0; i < 3; i++) {
            bob.says("{'#':'g" + i + "z','get':{'#':'s" + i + "'}}");
        }
        assertThat(bob.hears()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            alice.says(put("p" + i + "z", "s" + i, "k", STATE, "1"));
        }
        assertThat(bob.hears()).hasSize(2);
    }

    @Test
    @DisplayName("drops the bad keys of a reply and keeps the good ones")
    void badKeysInReplies() {
        ScriptedNeighbor bob = join("bob");
        ScriptedNeighbor alice = join("alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        bob.says("{'#':'r1','@':'g1','put':{'a':{'_':{'#':'a','>':{'x':-Infinity,'y':1}},'x':1,'y':2}}}");
        assertThat(alice.hears().get(0)).contains("'y':2").doesNotContain("'x'");
        assertThat(mesh.counters().droppedKeys()).isEqualTo(1);
    }
}
