package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer.Seen;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.PageSite;
import dev.gunjava.relay.Profile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program with {@code --legacy-v3}, and pages that behave as the legacy store does, at a relay that lets them. */
class LegacyPagesIT {
    private static final Duration TTL = Duration.ofMinutes(5);
    /** A page keeps the connection of an attempt that failed until ICE has given it up, and takes no other offer meanwhile. */
    private static final Duration MEETING = Duration.ofMinutes(2);

    private static final Duration TRAVEL = Duration.ofSeconds(10);
    private static final List<String> LEGACY = List.of("--legacy-v3");

    /** A page whose clock is ahead takes us for gone and offers nothing. */
    private static final String CLOCK_AHEAD = "const real = Date.now.bind(Date); Date.now = () => real() + 45_000;";

    @RegisterExtension
    final Lab lab = new Lab();

    /** Who makes the offer, and by what it is brought about. */
    enum Offering {
        PAGE("", "answering"),
        JVM(CLOCK_AHEAD, "offering");

        private final String prelude;
        private final String state;

        Offering(String prelude, String state) {
            this.prelude = prelude;
            this.state = state;
        }
    }

    private OurRelay relay() {
        return lab.ourRelay(relay -> relay.profile(Profile.SIGNALLING).allow("witness-field-collective-public-v3"));
    }

    @ParameterizedTest
    @EnumSource(Offering.class)
    @DisplayName("connects with a page in either role; witnesses and re-witnesses travel both ways")
    void shares(Offering offering) {
        OurRelay relay = relay();
        JvmPeer peer = lab.jvmPeer(relay, TTL, LEGACY);
        Browser.Page page =
                lab.browser().openApart(lab.site().page("legacy-v3.html", relay) + "&work=20", offering.prelude);
        connected(peer, page);
        String tab = page.evaluate("store.id").asString("");
        assertThat(peer.events().all(event -> tab.equals(event.path("peer").asString(""))))
                .as("the role")
                .anyMatch(event -> offering.state.equals(event.path("state").asString("")));

        String theirs =
                page.evaluate("store.add('from the page').then(({ id }) => id)").asString("");
        await("it in the JVM").atMost(TRAVEL).until(() -> peer.witnesses().containsKey(theirs));
        String ours = peer.add("from the JVM");
        page.await("it at the page", TRAVEL, at(ours) + ".text === 'from the JVM'");
        assertThat(page.evaluate("store.proves('from the JVM', " + at(ours) + ".proof)")
                        .asBoolean())
                .isTrue();

        page.evaluate("store.reWitness('" + ours + "')");
        await("its count in the JVM").atMost(TRAVEL).until(() -> count(peer, ours) == 2);
        peer.reWitness(theirs);
        page.await("its count at the page", TRAVEL, at(theirs) + ".witnessCount === 2");
        assertThat(page.faults()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Offering.class)
    @DisplayName("connects 2 times out of 2 in each role")
    void connects(Offering offering) {
        connects(offering, 2);
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource(Offering.class)
    @DisplayName("connects 20 times out of 20 in each role")
    void connectsForLong(Offering offering) {
        connects(offering, 20);
    }

    @Test
    @DisplayName("without the flag says nothing among the legacy pages")
    void without() {
        OurRelay relay = relay();
        Browser.Page page = lab.browser().openApart(lab.site().page("legacy-v3.html", relay) + "&work=20", "");
        JvmPeer one = lab.jvmPeer(relay, TTL);
        JvmPeer other = lab.jvmPeer(relay, TTL);
        Meshes.isFull(List.of(one, other));
        assertThat(page.evaluate("Object.keys(store.peers()).length").asInt()).isZero();
    }

    private void connects(Offering offering, int runs) {
        Browser browser = lab.browser();
        PageSite site = lab.site();
        Runs.all("JVM and legacy page, " + offering + " offers", runs, () -> {
            try (OurRelay relay = relay();
                    JvmPeer peer = lab.jvmPeer(relay, TTL, LEGACY)) {
                long start = System.nanoTime();
                Browser.Page page =
                        browser.openApart(site.page("legacy-v3.html", relay) + "&work=20", offering.prelude);
                connected(peer, page);
                long millis = (System.nanoTime() - start) / 1_000_000;
                page.close();
                return millis;
            }
        });
    }

    private static void connected(JvmPeer peer, Browser.Page page) {
        await("an open channel").atMost(MEETING).untilAsserted(() -> assertThat(
                        page.evaluate("store.openChannels()").asInt())
                .as(() -> "at " + page.evaluate("({ id: store.id, peers: store.peers() })") + ", " + page.faults()
                        + "; " + peer.describe())
                .isEqualTo(1));
        await("the same in the JVM").atMost(TRAVEL).until(() -> peer.openChannels() == 1);
    }

    private static String at(String witness) {
        return "store.list().find(({ id }) => id === '" + witness + "')?";
    }

    private static long count(JvmPeer peer, String witness) {
        Seen seen = peer.witnesses().get(witness);
        return seen == null ? 0 : seen.count();
    }
}
