package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A soul on which a gun.js relay crashes")
class ReservedSoulsTest {

    private final VirtualTime time = new VirtualTime();
    private final SimulatedPeer peer = new SimulatedPeer(time, 1, MeshOptions.general(), true);
    private final ScriptedNeighbor relay = ScriptedNeighbor.relay(peer.mesh, "ws://relay/gun");

    private static Node node(String soul, double state) {
        return Node.of(soul, "k", new GunValue.Num(state), state);
    }

    private List<String> puts() {
        return relay.hears().stream()
                .filter(message -> message.contains("'put'"))
                .toList();
    }

    @Test
    @DisplayName("is withheld from a relay that has not asked for it, also in a write of our own")
    void ownWrites() {
        peer.write(node("link", 5));
        assertThat(puts()).isEmpty();
        relay.says("{'#':'g1','get':{'#':'link'}}");
        relay.hears();
        peer.write(node("link", 6));
        assertThat(puts()).singleElement().asString().contains("{'link':");
    }

    @Test
    @DisplayName("does not hold up the other nodes of the same write")
    void mixedWrites() {
        peer.write(List.of(node("link", 5), node("a", 5), node("big", 5), node("b", 5)));
        assertThat(puts())
                .singleElement()
                .asString()
                .contains("'a':{", "'b':{")
                .doesNotContain("'link'")
                .doesNotContain("'big'");
    }

    @Test
    @DisplayName("is withheld from a relay that comes up, too: neither a write without an ack nor one that it may lack")
    void resends() {
        ScriptedNeighbor other = ScriptedNeighbor.relay(peer.mesh, "ws://other/gun");
        other.says("{'#':'g1','get':{'#':'link'}}");
        other.hears();
        peer.write(List.of(node("link", 5), node("a", 5)));
        relay.leaves();
        ScriptedNeighbor again = ScriptedNeighbor.relay(peer.mesh, "ws://relay/gun");
        assertThat(again.hears())
                .filteredOn(message -> message.contains("'put'"))
                .singleElement()
                .asString()
                .contains("'a':{");
        for (String put : other.hearsWithIds()) {
            other.says("{'#':'ack" + put.substring(6, 15) + "','@':'" + put.substring(6, 15) + "','ok':true}");
        }
        again.says("{'#':'h1','dam':'?','pid':'relay'}");
        assertThat(again.hears())
                .filteredOn(message -> message.contains("'put'"))
                .as("what the other relay has acked")
                .singleElement()
                .asString()
                .contains("'a':{")
                .doesNotContain("'link'");
    }

    @Test
    @DisplayName("is put back to a client that has put it itself with a lesser value")
    void winners() {
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(peer.mesh, "alice");
        peer.write(node("link", 5));
        alice.says("{'#':'p1','put':{'link':{'_':{'#':'link','>':{'k':4}},'k':4}}}");
        assertThat(alice.hears())
                .first()
                .asString()
                .startsWith("{'put':{'link':")
                .contains("'k':5}");
    }
}
