package dev.gunjava.interop.page;

import static dev.gunjava.interop.page.WitnessTab.element;
import static dev.gunjava.interop.page.WitnessTab.elements;
import static dev.gunjava.interop.page.WitnessTab.head;
import static dev.gunjava.interop.page.WitnessTab.in;
import static dev.gunjava.interop.page.WitnessTab.quoted;
import static dev.gunjava.interop.page.WitnessTab.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Look;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.ServedPage;
import dev.gunjava.interop.fixture.TurnServer;
import dev.gunjava.interop.page.WitnessTab.Source;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The connections that the page shows")
class ConnectionsIT {
    private static final Duration TTL = Duration.ofMinutes(10);
    /** Pings go unanswered three times, 2.25 s apart, before a peer counts as silent. */
    private static final Duration NOTICED = Duration.ofSeconds(25);

    @RegisterExtension
    final Lab lab = new Lab();

    private static String row(Source source, String name) {
        return "[..." + elements(in(source, "tr.link")) + "].find((row) => row.querySelector('.name').textContent === "
                + quoted(name) + ")";
    }

    private static String cell(Source source, String name, String selector) {
        return row(source, name) + "?.querySelector(" + quoted(selector) + ").textContent";
    }

    private static void awaitMode(WitnessTab tab, Source source, String mode) {
        tab.page().await("the mode " + mode, NOTICED, textOf(head(source, ".mode")) + " === " + quoted(mode));
    }

    /** That the sign is the one of this mode and no other, and has its colour. */
    private static void assertSign(WitnessTab tab, Source source, String sign, String colour) {
        assertThat(
                        tab.evaluate(
                                "[..." + elements(head(source, ".sign g"))
                                        + "].filter((sign) => getComputedStyle(sign).display !== 'none').map((sign) => sign.getAttribute('class'))"))
                .singleElement()
                .satisfies(shown -> assertThat(shown.asString("")).isEqualTo(sign));
        String tone = "getComputedStyle(" + element(head(source, ".mode")) + ").color";
        String token = "(() => { const probe = document.body.appendChild(document.createElement('i')); "
                + "probe.style.color = 'var(--" + colour
                + ")'; const { color } = getComputedStyle(probe); probe.remove(); return color; })()";
        assertThat(tab.evaluate(tone + " === " + token).asBoolean())
                .as("the colour of %s", sign)
                .isTrue();
    }

    @Test
    @DisplayName("the head tells P2P, relay fallback, offline and silence apart, by words, sign and colour")
    void modes() {
        OurRelay relay = lab.ourSignallingRelay();
        ServedPage served = lab.servedPage(relay, TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        for (Source source : Source.values()) {
            awaitMode(tab, source, "P2P");
            assertSign(tab, source, "p2p", "direct");
            assertThat(tab.text(head(source, ".words"))).isEqualTo("Texts go directly to 1 peer.");
            assertThat(tab.text(head(source, ".figures .known"))).isEqualTo("peer known1");
            assertThat(tab.text(head(source, ".figures .open"))).isEqualTo("channel open1");
            assertThat(tab.text(head(source, ".figures .relay"))).isEqualTo("relayup");
        }

        served.stopPeer();
        awaitMode(tab, Source.BROWSER, "Relay fallback");
        assertSign(tab, Source.BROWSER, "relay", "relayed");
        tab.page().screenshot("relay-fallback");

        relay.stop();
        awaitMode(tab, Source.BROWSER, "Offline");
        assertSign(tab, Source.BROWSER, "offline", "failed");
        tab.await("the relay down", textOf(head(Source.BROWSER, ".figures .relay")) + " === 'relaydown'");
        tab.page().screenshot("offline");

        served.stopServer();
        awaitMode(tab, Source.JVM, "No answer");
        assertSign(tab, Source.JVM, "silent", "failed");
        relay.start();
        awaitMode(tab, Source.BROWSER, "Relay fallback");
    }

    @Test
    @DisplayName("without a relay open channels go on, which the head says, and the failure is told in plain words")
    void lostRelay() {
        OurRelay relay = lab.ourSignallingRelay();
        ServedPage served = lab.servedPage(relay, TTL);
        Browser browser = lab.browser();
        Crowd.gather(browser, lab.site(), relay);
        WitnessTab tab = WitnessTab.open(browser, served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 4);
        relay.stop();
        for (Source source : Source.values()) {
            tab.page().await("the relay down", NOTICED, textOf(head(source, ".figures .relay")) + " === 'relaydown'");
            assertThat(tab.text(head(source, ".mode"))).isEqualTo("P2P");
            assertThat(tab.text(head(source, ".words"))).contains("Newcomers need a relay");
        }
        served.peer().add("said without a relay", null);
        tab.await("it", WitnessTab.spot(Source.BROWSER, "said without a relay"));

        tab.show("connections");
        for (Source source : Source.values()) {
            tab.await("the failure", textOf(in(source, ".failure .why")) + "?.startsWith('The relay is out of reach')");
        }
        assertThat(tab.text(in(Source.BROWSER, ".relays .url")))
                .isEqualTo(relay.uri().toString());
        tab.page().screenshot("relay-killed");
    }

    @Test
    @DisplayName(
            "the graph draws each peer with the state, the round trip and the way of its link, as the table has them")
    void graph() {
        OurRelay relay = lab.ourSignallingRelay();
        ServedPage served = lab.servedPage(relay, TTL);
        Browser browser = lab.browser();
        Crowd.gather(browser, lab.site(), relay);
        for (Look look : new Look[] {Look.DESKTOP, Look.DESKTOP.inTheDark(), Look.PHONE, Look.PHONE.inTheDark()}) {
            WitnessTab tab = WitnessTab.open(browser, served.address(), look);
            tab.awaitChannels(Source.BROWSER, 4);
            tab.show("connections");
            tab.await("its round trip", cell(Source.BROWSER, "JVM peer", ".rtt") + "?.endsWith('ms')");
            assertThat(tab.evaluate(cell(Source.BROWSER, "JVM peer", ".word")).asString(""))
                    .isEqualTo("open");
            assertThat(tab.evaluate(cell(Source.BROWSER, "JVM peer", ".kind")).asString(""))
                    .isEqualTo("direct");
            assertThat(tab.evaluate(cell(Source.BROWSER, "JVM peer", ".candidates"))
                            .asString(""))
                    .matches("\\((host|prflx) to (host|prflx)\\)");
            assertThat(tab.evaluate(elements(in(Source.BROWSER, ".mesh circle.node.open")) + ".length")
                            .asInt())
                    .as("peers in the graph")
                    .isEqualTo(tab.evaluate(elements(in(Source.BROWSER, "tr.link[data-state=open]")) + ".length")
                            .asInt());
            assertThat(tab.text(in(Source.BROWSER, ".mesh > svg"))).contains("JVM peer", " ms", "This browser");
            tab.page().screenshot("connections-" + Crowd.nameOf(look));
            tab.page().close();
        }
    }

    @Test
    @DisplayName("the JVM peer sees this browser by that name, with its round trip and way")
    void jvmView() {
        WitnessTab tab = WitnessTab.open(
                lab.browser(), lab.servedPage(lab.ourSignallingRelay(), TTL).address(), Look.DESKTOP);
        tab.awaitChannels(Source.JVM, 1);
        tab.show("connections");
        tab.await("its row", cell(Source.JVM, "This browser", ".kind") + " === 'direct'");
        tab.await("its round trip", cell(Source.JVM, "This browser", ".rtt") + ".endsWith('ms')");
    }

    @Test
    @DisplayName("with --ice-policy relay the page too goes through TURN alone, and says so")
    void throughTurn() {
        TurnServer turn = lab.turnServer(TurnServer.Mode.PASSWORD);
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL, turn.relayOnly());
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.BROWSER, 1);
        tab.show("connections");
        tab.await("the way", cell(Source.BROWSER, "JVM peer", ".kind") + " === 'through TURN'");
        assertThat(tab.evaluate(cell(Source.BROWSER, "JVM peer", ".candidates")).asString(""))
                .as("our own end of it is a relay's")
                .startsWith("(relay to ");
        assertThat(tab.text(in(Source.BROWSER, ".mesh .figure"))).contains("TURN");
        tab.page().screenshot("connections-turn");
    }

    @Test
    @DisplayName("a peer that leaves or falls silent is told of in plain words")
    void failures() {
        OurRelay relay = lab.ourSignallingRelay();
        ServedPage served = lab.servedPage(relay, TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        Browser other = lab.browser();
        Crowd.gather(other, lab.site(), relay);
        tab.awaitChannels(Source.BROWSER, 4);
        tab.show("connections");
        assertThat(tab.text(in(Source.BROWSER, ".fine"))).isEqualTo("None since this page was opened.");
        other.kill();
        for (Source source : Source.values()) {
            tab.page()
                    .await(
                            "the failures",
                            NOTICED,
                            "[..." + elements(in(source, ".failure .why"))
                                    + "].some((why) => /^(It fell silent|No network path)/.test(why.textContent))");
        }
        assertThat(tab.evaluate(element(in(Source.BROWSER, ".fine")) + ".hidden")
                        .asBoolean())
                .isTrue();
        tab.page().screenshot("failures");
    }

    @Test
    @DisplayName("when the program's server goes away and comes back, the page is up to date again without a reload")
    void serverComesBack() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        WitnessTab tab = WitnessTab.open(lab.browser(), served.address(), Look.DESKTOP);
        tab.awaitChannels(Source.JVM, 1);
        served.peer().add("before", null);
        tab.await("it", WitnessTab.spot(Source.JVM, "before"));
        served.stopServer();
        awaitMode(tab, Source.JVM, "No answer");
        served.peer().add("meanwhile", null);
        served.startServer();
        awaitMode(tab, Source.JVM, "P2P");
        tab.await(
                "what was missed",
                WitnessTab.spot(Source.JVM, "meanwhile") + " && " + WitnessTab.spot(Source.JVM, "before"));
        assertThat(tab.evaluate(elements(in(Source.JVM, ".witness")) + ".length")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("one switch shows this browser, the JVM peer, or both; a phone has room for one")
    void oneSwitch() {
        ServedPage served = lab.servedPage(lab.ourSignallingRelay(), TTL);
        Browser browser = lab.browser();
        WitnessTab desktop = WitnessTab.open(browser, served.address(), Look.DESKTOP);
        String shown = "[..." + elements("#heads .column") + "].filter(({ offsetParent }) => offsetParent)"
                + ".map(({ dataset }) => dataset.source).join()";
        assertThat(desktop.evaluate(shown).asString("")).isEqualTo("page,jvm");
        desktop.page().click("#seen-by [value=jvm]");
        desktop.await("the JVM peer alone", shown + " === 'jvm'");
        desktop.page().press("ArrowLeft");
        desktop.await("this browser alone", shown + " === 'page'");

        WitnessTab phone = WitnessTab.open(browser, served.address(), Look.PHONE);
        assertThat(phone.evaluate(shown).asString("")).isEqualTo("page");
        phone.page().click("#seen-by [value=jvm]");
        phone.await("the JVM peer alone", shown + " === 'jvm'");
        assertThat(phone.evaluate(element("#seen-by [value=both]") + ".offsetParent")
                        .isNull())
                .isTrue();
    }
}
