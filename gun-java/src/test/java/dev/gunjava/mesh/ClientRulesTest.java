package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A neighbor that dials")
class ClientRulesTest {

    private final VirtualTime time = new VirtualTime();
    private final SimulatedPeer neighbor = new SimulatedPeer(time, 1, MeshOptions.general(), true);
    private int acks;

    private static GunValue text(String value) {
        return new GunValue.Text(value);
    }

    @Test
    @DisplayName("sends its writes to its relay, asks for acks, and waits for one")
    void writes() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        neighbor.write(Node.of("a", "k", text("v"), 5));
        String put = relay.hearsWithIds().get(0);
        assertThat(put).contains("'ok':{'@':9,'/':1}").contains("'k':'v'");
        assertThat(neighbor.writes).isEmpty();
        relay.says("{'#':'ack','@':'" + put.substring(6, 15) + "','ok':true}");
        assertThat(neighbor.writes).containsExactly("stored");
    }

    @Test
    @DisplayName("reports the refusal of a relay, and that no relay answered within 9 s")
    void refusalsAndSilence() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        neighbor.write(Node.of("a", "k", text("v"), 5));
        String put = relay.hearsWithIds().get(0);
        relay.says("{'#':'ack','@':'" + put.substring(6, 15) + "','err':'no'}");
        neighbor.write(Node.of("a", "k", text("w"), 6));
        time.pass(9_001);
        assertThat(neighbor.writes)
                .containsExactly("refused: no", "failed: no relay acknowledged the write within 9000 ms");
    }

    @Test
    @DisplayName("sends again, in order, what was not acked when a connection comes up")
    void resends() {
        neighbor.write(Node.of("a", "k", text("one"), 5));
        neighbor.write(Node.of("a", "k", text("two"), 6));
        time.pass(20_000);
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        assertThat(relay.hears())
                .filteredOn(message -> message.contains("'put'"))
                .satisfiesExactly(first -> assertThat(first).contains("'one'"), second -> assertThat(second)
                        .contains("'two'"));
    }

    @Test
    @DisplayName("asks again on a new connection for all that it watches")
    void asksAgain() {
        List<Node> seen = new ArrayList<>();
        neighbor.watch("a", seen::add);
        ScriptedNeighbor first = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        assertThat(first.hears()).containsExactly("{'get':{'#':'a'}}");
        first.leaves();
        ScriptedNeighbor second = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        assertThat(second.hears()).containsExactly("{'get':{'#':'a'}}");
        second.says("{'#':'p1','put':{'a':{'_':{'#':'a','>':{'k':5}},'k':'v'}}}");
        assertThat(seen).containsExactly(Node.of("a", "k", text("v"), 5));
    }

    @Test
    @DisplayName("writes its own souls again to a relay that has come back as a new process")
    void republishes() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        relay.says("{'#':'h1','dam':'?','pid':'first'}");
        neighbor.write(Node.of("a", "k", text("v"), 5));
        String put = relay.hearsWithIds().stream()
                .filter(message -> message.contains("'put'"))
                .findFirst()
                .orElseThrow();
        relay.says("{'#':'ack','@':'" + put.substring(6, 15) + "','ok':true}");
        relay.leaves();
        ScriptedNeighbor same = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        same.says("{'#':'h2','dam':'?','pid':'first'}");
        assertThat(same.hears()).noneMatch(message -> message.contains("'put'"));
        same.leaves();
        ScriptedNeighbor restarted = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        restarted.says("{'#':'h3','dam':'?','pid':'second'}");
        assertThat(restarted.hears()).anyMatch(message -> message.contains("'put':{'a':"));
    }

    @Test
    @DisplayName("dials anew who tells it of 1 000 things that nobody wants any more, and asks only for what is wanted")
    void renewsSubscriptions() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        Watcher lasting = part -> {};
        neighbor.mesh.watch("lasting", null, lasting);
        for (int i = 0; i < 1_000; i++) {
            watchInPassing("passing" + i);
            String ask = relay.hearsWithIds().get(0).substring(6, 15);
            relay.says("{'#':'r" + i + "','@':'" + ask + "','put':{'passing" + i + "':{'_':{'#':'passing" + i
                    + "','>':{'k':5}},'k':'v'}}}");
        }
        assertThat(relay.closed).as("within the first minute").isNull();
        time.pass(60_000);
        neighbor.mesh.watch("another", null, lasting);
        for (int i = 0; i < 100; i++) {
            watchInPassing("later" + i);
        }
        assertThat(relay.closed).isEqualTo("1000 to be told of less over a new connection");
        relay.leaves();
        ScriptedNeighbor anew = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        assertThat(anew.hears()).containsExactly("{'get':{'#':'lasting'}}", "{'get':{'#':'another'}}");
    }

    private void watchInPassing(String soul) {
        Watcher passing = part -> {};
        neighbor.mesh.watch(soul, null, passing);
        neighbor.mesh.unwatch(soul, null, passing);
    }

    @Test
    @DisplayName("lets the patient wait 99 ms for what comes from behind a relay that has nothing, and the others not")
    void stragglers() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        List<String> ends = new ArrayList<>();
        neighbor.mesh.find("a", "k", search("patient", true, ends));
        neighbor.mesh.find("a", "k", search("hasty", false, ends));
        relay.says("{'#':'r1','@':'" + relay.hearsWithIds().get(0).substring(6, 15) + "'}");
        assertThat(ends).containsExactly("hasty: null");
        neighbor.mesh.find("a", "k", search("late and patient", true, ends));
        neighbor.mesh.find("a", "k", search("late and hasty", false, ends));
        assertThat(ends).containsExactly("hasty: null", "late and hasty: null");
        time.pass(98);
        assertThat(ends).hasSize(2);
        time.pass(1 + SimulatedPeer.TICK_MILLIS);
        assertThat(ends)
                .containsExactly("hasty: null", "late and hasty: null", "patient: null", "late and patient: null");

        ends.clear();
        neighbor.mesh.find("b", "k", search("patient", true, ends));
        String ask = relay.hearsWithIds().get(0).substring(6, 15);
        relay.says("{'#':'r2','@':'" + ask + "'}");
        relay.says("{'#':'r3','@':'" + ask + "','put':{'b':{'_':{'#':'b','>':{'k':5}},'k':'v'}}}");
        assertThat(ends).containsExactly("patient: b{k=\"v\"@5}");
    }

    private Finder search(String name, boolean patient, List<String> ends) {
        return new Finder() {
            @Override
            public void answered() {
                Node found = neighbor.mesh.cell("a", "k");
                ends.add(name + ": " + (found == null ? neighbor.mesh.cell("b", "k") : found));
            }

            @Override
            public void timedOut() {
                ends.add(name + ": timed out");
            }

            @Override
            public boolean isPatient() {
                return patient;
            }
        };
    }

    @Test
    @DisplayName("brings a relay that was away for a minute all that was written meanwhile, in order, each once")
    void resendsAfterAMinute() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        relay.says("{'#':'h1','dam':'?','pid':'relay'}");
        neighbor.write(Node.of("a", "k0", text("v"), 5));
        acksAll(relay);
        neighbor.write(Node.of("a", "k1", text("under way when the connection broke"), 5));
        relay.leaves();
        for (int i = 2; i < 100; i++) {
            neighbor.write(Node.of("a", "k" + i, text("v"), 5));
            time.pass(600);
        }
        ScriptedNeighbor back = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        back.says("{'#':'h2','dam':'?','pid':'relay'}");
        List<String> puts = puts(back);
        assertThat(puts).hasSize(99);
        for (int i = 1; i < 100; i++) {
            assertThat(puts.get(i - 1)).contains("'k" + i + "':");
        }
        puts.forEach(put -> acks(back, put));
        back.leaves();
        ScriptedNeighbor again = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        again.says("{'#':'h3','dam':'?','pid':'relay'}");
        assertThat(puts(again)).as("all is acked").isEmpty();
    }

    private static List<String> puts(ScriptedNeighbor relay) {
        return relay.hearsWithIds().stream()
                .filter(message -> message.contains("'put'"))
                .toList();
    }

    private void acksAll(ScriptedNeighbor relay) {
        puts(relay).forEach(put -> acks(relay, put));
    }

    private void acks(ScriptedNeighbor relay, String put) {
        String id = put.substring(6, 15);
        relay.says("{'#':'" + id + "by" + ++acks + "','@':'" + id + "','ok':true}");
    }

    @Test
    @DisplayName("brings a relay what another one acked while it was away, or before it was there at all")
    void relaysCatchUp() {
        ScriptedNeighbor first = ScriptedNeighbor.relay(neighbor.mesh, "ws://first/gun");
        first.says("{'#':'h1','dam':'?','pid':'first'}");
        neighbor.write(Node.of("a", "k", text("v"), 5));
        acksAll(first);
        ScriptedNeighbor second = ScriptedNeighbor.relay(neighbor.mesh, "ws://second/gun");
        second.says("{'#':'h2','dam':'?','pid':'second'}");
        assertThat(puts(second)).singleElement().asString().contains("'a':{");

        neighbor.write(Node.of("b", "k", text("v"), 5));
        acksAll(first);
        acksAll(second);
        second.leaves();
        neighbor.write(Node.of("c", "k", text("v"), 5));
        acksAll(first);
        ScriptedNeighbor back = ScriptedNeighbor.relay(neighbor.mesh, "ws://second/gun");
        back.says("{'#':'h3','dam':'?','pid':'second'}");
        assertThat(puts(back)).singleElement().asString().contains("'c':{").doesNotContain("'b':{");
        first.leaves();
        ScriptedNeighbor firstAgain = ScriptedNeighbor.relay(neighbor.mesh, "ws://first/gun");
        firstAgain.says("{'#':'h4','dam':'?','pid':'first'}");
        assertThat(puts(firstAgain)).isEmpty();
    }

    @Test
    @DisplayName("acks what a relay sends by the chance that the put names, and never without")
    void acksByChance() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        relay.says("{'#':'p1','put':{'a':{'_':{'#':'a','>':{'k':5}},'k':'v'}}}");
        relay.says("{'#':'p2','ok':{'@':0,'/':3},'put':{'a':{'_':{'#':'a','>':{'k':6}},'k':'w'}}}");
        assertThat(relay.hears()).isEmpty();
        relay.says("{'#':'p3','ok':{'@':3,'/':3},'put':{'a':{'_':{'#':'a','>':{'k':7}},'k':'x'}}}");
        assertThat(relay.hears()).containsExactly("{'@':'p3','ok':{'':1}}");
    }

    @Test
    @DisplayName("keeps at most 10 000 writes under way, then fails the next, and goes on when old ones have timed out")
    @AtBound("client.writes")
    void boundOfWrites() {
        for (int i = 0; i < Limits.general().client().writes() + 1; i++) {
            neighbor.write(Node.of("a", "k" + i % 100, text("v" + i), 5 + i));
        }
        assertThat(neighbor.writes).containsExactly("failed: too many writes wait for a relay to acknowledge them");
        time.pass(9_001);
        neighbor.writes.clear();
        neighbor.write(Node.of("a", "k", text("late"), 5));
        assertThat(neighbor.writes).isEmpty();
    }

    @Test
    @DisplayName("refuses a write that no relay would take for its size")
    @AtBound("client.writeBytes")
    void oversize() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        neighbor.write(Node.of("a", "k", text("x".repeat(2 << 20)), 5));
        assertThat(neighbor.writes).singleElement().asString().startsWith("refused: a write of ");
        assertThat(relay.hears()).isEmpty();
        assertThat(neighbor.graph()).isEmpty();
    }

    @Test
    @DisplayName("does not send souls to a relay that gun.js crashes on, unless it was asked")
    void crashingSouls() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(neighbor.mesh, "ws://relay/gun");
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(neighbor.mesh, "alice");
        alice.says("{'#':'p1','put':{'link':{'_':{'#':'link','>':{'k':5}},'k':'v'}}}");
        assertThat(relay.hears()).isEmpty();
        relay.says("{'#':'g1','get':{'#':'link'}}");
        relay.hears();
        alice.says("{'#':'p2','put':{'link':{'_':{'#':'link','>':{'k':6}},'k':'w'}}}");
        assertThat(relay.hears()).singleElement().asString().contains("'w'");
    }
}
