package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.mesh.PeerSecret.Link;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A relay with a peer secret")
class PeerSecretTest {

    private static final PeerSecret SECRET = new PeerSecret("sixteen letters!");
    private static final PeerSecret OTHER = new PeerSecret("sixteen letters?");

    private final VirtualTime time = new VirtualTime();
    private final Mesh mesh = mesh(SECRET);

    private Mesh mesh(@Nullable PeerSecret secret) {
        SplittableRandom random = new SplittableRandom(1);
        return new Mesh(
                MeshOptions.general(), true, time, random, new Credentials(random, secret), null, Runnable::run);
    }

    private static String put(String id, String soul) {
        return "{'#':'" + id + "','put':{'" + soul + "':{'_':{'#':'" + soul + "','>':{'k':5}},'k':5}}}";
    }

    /** A neighbor that has dialed and knows the challenge of its connection. */
    private record Dialing(Mesh mesh, ScriptedNeighbor neighbor, String pid, String challenge) {

        static Dialing of(Mesh mesh, String pid) {
            ScriptedNeighbor neighbor = ScriptedNeighbor.dialing(mesh, "from " + pid, pid);
            neighbor.says("{'#':'ask" + pid + "','dam':'?'}");
            String hello = neighbor.hearsWithIds().get(0);
            return new Dialing(mesh, neighbor, pid, hello.replaceFirst(".*'nonce':'([^']*)'.*", "$1"));
        }

        Link link() {
            return new Link(challenge, "n", pid, mesh.pid());
        }

        void proves(String id, String mac) {
            neighbor.says("{'#':'" + id + "','dam':'?','pid':'" + pid + "','@':'x','nonce':'n','mac':'" + mac + "'}");
        }

        boolean isToldUnasked(ScriptedNeighbor writer, String soul) {
            neighbor.hears();
            writer.says(put("p" + soul, soul));
            return neighbor.hears().stream().anyMatch(message -> message.contains("'put':{'" + soul + "'"));
        }
    }

    @Test
    @DisplayName("treats a neighbor that proves to know it as a relay: it is sent everything, and asked before clients")
    void proven() {
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        alice.says("{'#':'g1','get':{'#':'a'}}");
        Dialing relay = Dialing.of(mesh, "pidrelay");
        relay.proves("h1", SECRET.mac(relay.link()));
        assertThat(relay.neighbor().hears()).contains("{'get':{'#':'a'}}");
        assertThat(relay.isToldUnasked(alice, "unasked")).isTrue();
        assertThat(relay.isToldUnasked(alice, "link"))
                .as("a soul that would end gun.js")
                .isTrue();
        ScriptedNeighbor bob = ScriptedNeighbor.dialing(mesh, "bob");
        for (int i = 0; i < 5; i++) {
            ScriptedNeighbor.dialing(mesh, "further" + i);
        }
        relay.neighbor().hears();
        bob.says("{'#':'g2','get':{'#':'b'}}");
        assertThat(relay.neighbor().hears()).containsExactly("{'get':{'#':'b'}}");
        relay.neighbor().says(put("p2", "c"));
        assertThat(relay.neighbor().hears()).as("is acked as always").containsExactly("{'@':'p2','ok':{'':1}}");
        assertThat(mesh.counters().refusedPeers()).isZero();
    }

    @Test
    @DisplayName("leaves a neighbor with a wrong proof a client, and counts it")
    void wrong() {
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(mesh, "alice");
        Dialing other = Dialing.of(mesh, "pidother");
        Dialing relay = Dialing.of(mesh, "pidrelay");
        String[] wrong = {
            "",
            "AAAA",
            OTHER.mac(relay.link()),
            SECRET.mac(other.link()),
            SECRET.mac(new Link(other.challenge(), "n", "pidrelay", mesh.pid())),
            SECRET.mac(new Link(relay.challenge(), "m", "pidrelay", mesh.pid())),
            SECRET.mac(new Link(relay.challenge(), "n", "pidother", mesh.pid())),
            SECRET.mac(new Link(relay.challenge(), "n", mesh.pid(), "pidrelay"))
        };
        for (int i = 0; i < wrong.length; i++) {
            relay.proves("h" + i, wrong[i]);
        }
        assertThat(relay.isToldUnasked(alice, "a")).isFalse();
        assertThat(mesh.counters().refusedPeers()).isEqualTo(wrong.length);
    }

    @Test
    @DisplayName("proves it to a relay that it dials, once challenged, and to nobody who dials it")
    void answers() {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(mesh, "ws://relay/gun");
        relay.says("{'#':'h1','dam':'?','pid':'pidrelay','nonce':'challenge'}");
        String answer = relay.hearsWithIds().get(0);
        String nonce = answer.replaceFirst(".*'nonce':'([^']*)'.*", "$1");
        assertThat(answer)
                .endsWith("'mac':'" + SECRET.mac(new Link("challenge", nonce, mesh.pid(), "pidrelay")) + "'}");
        ScriptedNeighbor gunJs = ScriptedNeighbor.relay(mesh, "ws://gunjs/gun");
        gunJs.says("{'#':'h2','dam':'?','pid':'pidgunjs'}");
        assertThat(gunJs.hears()).singleElement().asString().doesNotContain("'mac'");
        ScriptedNeighbor stranger = ScriptedNeighbor.dialing(mesh, "stranger");
        stranger.says("{'#':'h3','dam':'?','pid':'pidstranger','nonce':'challenge'}");
        assertThat(stranger.hears()).singleElement().asString().doesNotContain("'mac'");
    }

    @Test
    @DisplayName("without one takes no proof, and counts none as wrong")
    void without() {
        Mesh open = mesh(null);
        ScriptedNeighbor alice = ScriptedNeighbor.dialing(open, "alice");
        Dialing relay = Dialing.of(open, "pidrelay");
        relay.proves("h1", SECRET.mac(relay.link()));
        assertThat(relay.isToldUnasked(alice, "a")).isFalse();
        assertThat(open.counters().refusedPeers()).isZero();
    }

    @Test
    @DisplayName("takes no secret that is short enough to be tried out, and prints none")
    void length() {
        assertThatThrownBy(() -> new PeerSecret("fifteen letters"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a peer secret must have at least 16 characters");
        assertThat(SECRET).hasToString("(kept secret)");
    }

    @Test
    @DisplayName("makes MACs as RFC 2104 says, over lengths and members")
    void vector() {
        assertThat(SECRET.mac(new Link("c", "n", "d", "a"))).isEqualTo("hYmf4sd76vJMcr8Cp440TGKXG12ETyqisY2eKT5MEb8");
        assertThat(SECRET.mac(new Link("cn", "", "d", "a"))).isNotEqualTo(SECRET.mac(new Link("c", "n", "d", "a")));
    }
}
