package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer;
import dev.gunjava.interop.fixture.Relay;
import dev.gunjava.interop.fixture.Secrets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job: two peers in JVMs of their own and a browser page, one mesh, whoever the relay is. */
class MixedMeshIT {
    private static final Duration TTL = Duration.ofSeconds(15);

    @RegisterExtension
    final Lab lab = new Lab();

    /** Where the peers find each other. */
    enum Meeting {
        OUR_RELAY,
        DEPLOYED_GUN_JS_RELAY,
        DEFAULT_GUN_JS_RELAY
    }

    @ParameterizedTest
    @EnumSource(Meeting.class)
    @DisplayName("two JVM peers and a page form a full mesh and share witnesses, of which the relay sees nothing")
    void fullMesh(Meeting meeting) {
        FrameTap tap = lab.tap(relay(meeting));
        JvmPeer one = lab.jvmPeer(tap, TTL);
        JvmPeer other = lab.jvmPeer(tap, TTL);
        BrowserPeer page = lab.join(lab.browser().open(lab.site().emptyPage()), Via.GUN_GRAPH, tap, TTL);
        List<MeshPeer> peers = List.of(one, other, page);
        Secrets texts = lab.secrets();

        Meshes.isFull(peers);
        List<String> witnesses = Meshes.witnessesTravel(peers, texts);
        Meshes.reWitnessesCount(peers, witnesses);
        Meshes.reWitnessesAtOnceAddUp(peers, witnesses.get(0));
        Meshes.witnessesExpire(peers, TTL);

        assertThat(texts.leakedIn(tap.frames()))
                .as("a frame at the relay with a piece of a witness")
                .isEmpty();
        assertThat(peers).allSatisfy(peer -> assertThat(tap.frames())
                .as("the tap saw the signalling of %s", peer.id())
                .anyMatch(frame -> frame.text().contains(peer.id())));
        assertThat(tap.frames()).as("the tap saw session descriptions").anyMatch(frame -> frame.text()
                .contains("webrtc-datachannel"));
        assertThat(page.page().faults()).isEmpty();
    }

    private Relay relay(Meeting meeting) {
        return switch (meeting) {
            case OUR_RELAY -> lab.ourSignallingRelay();
            case DEPLOYED_GUN_JS_RELAY -> lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
            case DEFAULT_GUN_JS_RELAY -> lab.gunJsRelay(GunJsRelay.Mode.DEFAULT);
        };
    }
}
