package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.TurnServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that may use no way but a TURN server. */
class TurnIT {
    private static final Duration TTL = Duration.ofMinutes(5);

    /** Keeps a page from every way but a relay, whatever its modules ask for. */
    private static final String RELAY_ONLY =
            """
            window.RTCPeerConnection = class extends RTCPeerConnection {
              constructor(configuration) {
                super({ ...configuration, iceTransportPolicy: 'relay' });
              }
            };""";

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(TurnServer.Mode.class)
    @DisplayName("two JVM peers and a page connect through a TURN server alone, and share witnesses")
    void relayed(TurnServer.Mode mode) {
        TurnServer turn = lab.turnServer(mode);
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer one = lab.jvmPeer(relay, TTL, turn.flags());
        JvmPeer other = lab.jvmPeer(relay, TTL, turn.flags());
        Browser.Page tab = lab.browser().openApart(lab.site().emptyPage(), RELAY_ONLY);
        BrowserPeer page = lab.join(tab, Via.GUN_GRAPH, relay, TTL, turn);

        Meshes.isFull(List.of(one, other, page));
        Meshes.witnessesTravel(List.of(one, other, page), lab.secrets());
        assertThat(turn.allocations()).as("relays given out").isGreaterThanOrEqualTo(6);
        assertThat(page.page().faults()).isEmpty();
    }
}
