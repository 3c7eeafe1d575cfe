package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Engine;
import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.PageSite;
import dev.gunjava.interop.fixture.Relay;
import dev.gunjava.interop.fixture.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Browser pages among themselves: the page modules with their own Gun client, and with the real gun.js. */
class PagesMeshIT {
    private static final Duration TTL = Duration.ofSeconds(12);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("pages connect and share witnesses through our relay, one of them on gun.js")
    void throughOurRelay() {
        shareWitnesses(lab.ourSignallingRelay(), lab.browser());
    }

    @Test
    @DisplayName("pages connect and share witnesses through the deployed gun.js relay, one of them on gun.js")
    void throughGunJsRelay() {
        shareWitnesses(lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED), lab.browser());
    }

    @Test
    @DisplayName("pages in Firefox and in Chromium connect and share witnesses, one of each on gun.js")
    void twoEngines() {
        shareWitnesses(lab.ourSignallingRelay(), lab.browser(Engine.CHROMIUM), lab.browser(Engine.FIREFOX));
    }

    /** In each browser a page on the module's own Gun client and one on gun.js. */
    private void shareWitnesses(Relay relay, Browser... browsers) {
        FrameTap tap = lab.tap(relay);
        PageSite site = lab.site();
        List<BrowserPeer> peers = List.of(browsers).stream()
                .flatMap(browser -> Stream.of(Via.GUN_GRAPH, Via.GUN_JS)
                        .map(via -> lab.join(browser.open(site.emptyPage()), via, tap, TTL)))
                .toList();
        Secrets texts = lab.secrets();

        Meshes.isFull(peers);
        List<String> witnesses = Meshes.witnessesTravel(peers, texts);
        Meshes.reWitnessesCount(peers, witnesses);
        Meshes.reWitnessesAtOnceAddUp(peers, witnesses.get(0));
        Meshes.witnessesExpire(peers, TTL);

        assertThat(texts.leakedIn(tap.frames()))
                .as("a frame at the relay with a piece of a witness")
                .isEmpty();
        assertThat(peers).allSatisfy(peer -> {
            assertThat(tap.frames()).as("the tap saw the signalling").anyMatch(frame -> frame.text()
                    .contains(peer.id()));
            assertThat(peer.page().faults()).isEmpty();
        });
    }
}
