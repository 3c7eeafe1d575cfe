package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer.Seen;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.Secrets;
import dev.gunjava.relay.Profile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Pages that behave as the emergency store does, which keeps witnesses in Gun: among themselves and with the program. */
class EmergencyPagesIT {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration TURNING = Duration.ofSeconds(30);
    private static final Duration TRAVEL = Duration.ofSeconds(10);
    private static final List<String> FALLBACK = List.of("--fallback", "emergency");

    @RegisterExtension
    final Lab lab = new Lab();

    private OurRelay relay() {
        return lab.ourRelay(relay -> relay.profile(Profile.SIGNALLING).allow("witness-field-emergency-v1"));
    }

    private static void is(JvmPeer peer, String fallback) {
        peer.events()
                .await(
                        "fallback " + fallback,
                        TURNING,
                        event -> fallback.equals(event.path("fallback").asString("")));
    }

    @Test
    @DisplayName("two of them work from a cold start at a signalling relay that may carry their namespace")
    void coldStart() {
        OurRelay relay = relay();
        String address = lab.site().page("emergency.html", relay);
        Browser.Page one = lab.browser().open(address);
        Browser.Page other = lab.browser().open(address);
        String id = one.evaluate("store.add('help').then(({ id }) => id)").asString("");
        other.await("it at the other page", TRAVEL, at(id) + ".text === 'help'");
    }

    @Test
    @DisplayName(
            "a JVM peer without a channel shares witnesses with a page, re-witnesses and expiries too, and says so")
    void sharesWithoutChannel() {
        OurRelay relay = relay();
        JvmPeer peer = lab.jvmPeer(relay, Duration.ofSeconds(20), FALLBACK);
        String address = lab.site().page("emergency.html", relay);
        Browser.Page page = lab.browser().open(address);
        is(peer, "active");
        peer.events().await("a line of the log", TRAVEL, event -> event.path("text")
                .asString("")
                .contains("emergency fallback is on"));

        String theirs =
                page.evaluate("store.add('from the page').then(({ id }) => id)").asString("");
        await("it in the JVM").atMost(TRAVEL).until(() -> count(peer, theirs) == 1);
        String ours = peer.add("from the JVM");
        page.await("it at the page", TRAVEL, at(ours) + ".text === 'from the JVM'");

        page.evaluate("store.reWitness('" + theirs + "')");
        await("its count in the JVM").atMost(TRAVEL).until(() -> count(peer, theirs) == 2);
        peer.reWitness(theirs);
        await("3 in the JVM").atMost(TRAVEL).until(() -> count(peer, theirs) == 3);
        Browser.Page late = lab.browser().open(address);
        late.await("the count at a latecomer", TRAVEL, at(theirs) + ".witnessCount === 3");

        page.await("the end of ours at the page", TURNING, "!store.list().some(({ id }) => id === '" + ours + "')");
        await("its end in the JVM").atMost(TRAVEL).until(() -> count(peer, ours) == 0);
        assertThat(page.faults()).isEmpty();
    }

    @Test
    @DisplayName("with a channel open a JVM peer writes nothing of a witness into Gun, though it may")
    void restsWithChannel() {
        FrameTap tap = lab.tap(relay());
        JvmPeer one = lab.jvmPeer(tap, TTL, FALLBACK);
        JvmPeer other = lab.jvmPeer(tap, TTL, FALLBACK);
        List<JvmPeer> peers = List.of(one, other);
        Meshes.isFull(peers);
        peers.forEach(peer -> await("the fallback rests").atMost(TRAVEL).until(() -> restsNow(peer)));
        Secrets texts = lab.secrets();
        Meshes.reWitnessesCount(peers, Meshes.witnessesTravel(peers, texts));
        assertThat(texts.leakedIn(tap.frames())).isEmpty();
    }

    private static boolean restsNow(JvmPeer peer) {
        List<JsonNode> statuses = peer.events().all(event -> event.has("fallback"));
        return !statuses.isEmpty()
                && statuses.get(statuses.size() - 1)
                        .path("fallback")
                        .asString("")
                        .equals("ready");
    }

    private static String at(String witness) {
        return "store.list().find(({ id }) => id === '" + witness + "')?";
    }

    private static long count(JvmPeer peer, String witness) {
        Seen seen = peer.witnesses().get(witness);
        return seen == null ? 0 : seen.count();
    }
}
