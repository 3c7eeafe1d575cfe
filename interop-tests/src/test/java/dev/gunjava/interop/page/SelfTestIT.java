package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.elements;
import static dev.gunjava.interop.page.WitnessTab.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.fixture.TurnServer;
import dev.gunjava.interop.page.WitnessTab.Source;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

@DisplayName("The self-test of the page")
class SelfTestIT {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final String STATES =
            "[..." + elements("#tests .steps li") + "].map(({ dataset }) => dataset.state)";
    private static final String VERDICT = textOf("#tests .verdict");

    @RegisterExtension
    final Lab lab = new Lab();

    private static void run(WitnessTab tab) {
        tab.show("tests");
        tab.page().click("#tests .self-test button");
        tab.page().await("a verdict", AT_MOST, VERDICT + " !== ''");
    }

    private static List<String> states(WitnessTab tab) {
        return tab.evaluate(STATES).valueStream().map(JsonNode::asString).toList();
    }

    @Test
    @DisplayName("finds all well where all is, step by step, down to a ping that comes back, and leaves nobody behind")
    void allWell() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);

        run(tab);

        assertThat(tab.evaluate(VERDICT).asString("")).startsWith("All is well");
        assertThat(states(tab)).containsExactly("ok", "ok", "ok", "ok", "ok", "ok");
        assertThat(tab.text("#tests .steps li:last-child .words")).matches("It came back after \\d+ ms\\.");
        tab.page().screenshot("self-test-desktop");
        tab.await("the guest's leave", "window.witness.peer.status().peerCount === 1");
        assertThat(tab.page().faults()).isEmpty();
    }

    @Test
    @DisplayName("tries each STUN server; one that answers is found, one that does not is named, and what that means")
    void stun() {
        TurnServer server = lab.turnServer(TurnServer.Mode.PASSWORD);
        OurRelay relay = lab.ourSignallingRelay();
        String answering = server.stunUrl();
        ServedPage served = lab.servedPage(
                relay,
                TTL,
                new IceConfiguration(
                        List.of(IceServer.stun(answering), IceServer.stun("stun:10.99.0.1:9")),
                        IceConfiguration.Policy.ALL,
                        null));
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.PHONE);
        tab.awaitChannels(Source.BROWSER, 1);

        run(tab);

        assertThat(states(tab)).containsExactly("ok", "ok", "ok", "ok", "failed", "ok", "ok", "ok");
        assertThat(tab.evaluate(VERDICT).asString(""))
                .startsWith("It works here; what failed: STUN server stun:10.99.0.1:9.")
                .contains("try another network");
        tab.page().wholeScreenshot("self-test-phone");
        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
    }

    @Test
    @DisplayName("stops where it cannot go on, says what is broken and what to do, and does so within its bounds")
    void broken() {
        OurRelay relay = lab.ourSignallingRelay();
        ServedPage served = lab.servedPage(relay, TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        relay.stop();

        run(tab);

        assertThat(states(tab)).containsExactly("ok", "failed", "skipped", "skipped", "skipped", "skipped");
        assertThat(tab.evaluate(VERDICT).asString(""))
                .startsWith("It does not work yet; what failed: The relay.")
                .contains("firewall");
    }
}
