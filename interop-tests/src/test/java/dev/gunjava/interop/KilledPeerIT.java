package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.Secrets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A peer that dies without a word. */
class KilledPeerIT {
    private static final Duration TTL = Duration.ofMinutes(5);
    /** WebRTC itself notices after 15 to 18 seconds; a heartbeat is faster. */
    private static final Duration NOTICED = Duration.ofSeconds(25);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("the others notice a peer killed with -9, drop it, and take the new one with all that they know")
    void killedAndStartedAgain() {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer survivor = lab.jvmPeer(relay, TTL);
        JvmPeer victim = lab.jvmPeer(relay, TTL);
        BrowserPeer page = lab.join(lab.browser().open(lab.site().emptyPage()), Via.GUN_GRAPH, relay, TTL);
        Meshes.isFull(List.of(survivor, victim, page));
        Secrets texts = lab.secrets();
        List<String> witnesses = Meshes.witnessesTravel(List.of(survivor, victim, page), texts);

        int mark = survivor.events().mark();
        victim.kill();
        survivor.awaitLink(mark, victim.id(), NOTICED, "lost", "backing-off");
        await("one channel less at both")
                .atMost(NOTICED)
                .until(() -> survivor.openChannels() == 1 && page.openChannels() == 1);

        JvmPeer reborn = lab.jvmPeer(relay, TTL);
        assertThat(reborn.id()).isNotEqualTo(victim.id());
        Meshes.isFull(List.of(survivor, reborn, page));
        await("the newcomer is told everything")
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(reborn.witnesses().keySet()).containsAll(witnesses));
        Meshes.witnessesTravel(List.of(survivor, reborn, page), texts);
    }
}
