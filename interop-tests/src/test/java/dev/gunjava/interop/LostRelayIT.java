package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Ack;
import dev.gunjava.Gun;
import dev.gunjava.graph.GunValue;
import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer;
import dev.gunjava.transport.ConnectionEvent.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A relay that goes away, for a moment or for good. */
class LostRelayIT {
    private static final Duration REDIALLED = Duration.ofSeconds(20);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("our client dials a lost relay again, asks again, and its writes of that time arrive")
    void clientComesBack() throws Exception {
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEFAULT);
        FrameTap wire = lab.tap(relay);
        Gun ours = lab.gun(wire);
        GunJsClient theirs = lab.gunJs(Kind.CORE, relay);
        List<GunValue> weHear = new CopyOnWriteArrayList<>();
        lab.keep(ours.get("room").get("reply").on(change -> weHear.add(change.value())));
        var theyHear = theirs.on(List.of("room", "topic"));
        theirs.write(List.of("room"), Map.of("reply", "before"));
        await().atMost(REDIALLED).until(() -> weHear.contains(new GunValue.Text("before")));

        wire.cut();
        await("the loss is noticed")
                .atMost(REDIALLED)
                .until(() -> ours.peers().get(0).state() != State.UP);
        var sent = ours.get("room").put(Map.of("topic", "written offline"));
        theyHear.awaitText("written offline");
        assertThat(sent.get(20, TimeUnit.SECONDS)).isInstanceOf(Ack.Stored.class);
        theirs.write(List.of("room"), Map.of("reply", "after"));
        await().atMost(REDIALLED).until(() -> weHear.contains(new GunValue.Text("after")));
    }

    @Test
    @DisplayName("a mesh that stands needs no relay: witnesses travel on after it was killed")
    void meshOutlivesItsRelay() {
        Duration ttl = Duration.ofMinutes(5);
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
        JvmPeer one = lab.jvmPeer(relay, ttl);
        JvmPeer other = lab.jvmPeer(relay, ttl);
        BrowserPeer page = lab.join(lab.browser().open(lab.site().emptyPage()), Via.GUN_GRAPH, relay, ttl);
        List<MeshPeer> peers = List.of(one, other, page);
        Meshes.isFull(peers);

        relay.kill();
        one.events()
                .await(
                        "the loss of the relay",
                        REDIALLED,
                        event -> event.has("relayConnected")
                                && !event.path("relayConnected").asBoolean()
                                && event.path("webrtcConnections").asInt() == 2);
        Meshes.reWitnessesCount(peers, Meshes.witnessesTravel(peers, lab.secrets()));
    }

    @Test
    @DisplayName(
            "a relay that was killed and comes back empty lets a newcomer find the mesh, and the mesh the newcomer")
    void relayComesBack() {
        Duration ttl = Duration.ofMinutes(5);
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
        JvmPeer one = lab.jvmPeer(relay, ttl);
        JvmPeer other = lab.jvmPeer(relay, ttl);
        Meshes.isFull(List.of(one, other));
        int mark = one.events().mark();
        relay.kill();
        one.events()
                .awaitSince(
                        mark,
                        "the loss of the relay",
                        REDIALLED,
                        event -> event.has("relayConnected")
                                && !event.path("relayConnected").asBoolean());

        JvmPeer newcomer = lab.jvmPeer(lab.gunJsRelayAgain(relay), ttl);
        Meshes.isFull(List.of(one, other, newcomer));
        Meshes.witnessesTravel(List.of(one, other, newcomer), lab.secrets());
    }
}
