package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.Browser.Engine;
import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.PageSite;
import dev.gunjava.interop.fixture.Relay;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A page that was written for the deployed store, and has changed one import. */
class StoreSwitchIT {
    private static final Duration MEETING = Duration.ofSeconds(40);
    private static final Duration TRAVEL = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofSeconds(4);

    /** The network alone is changed: the address of the deployment's relay leads to the relay of the test. */
    private static final String AT_THE_DEPLOYMENT =
            """
            const RealSocket = WebSocket;
            window.WebSocket = class extends RealSocket {
              constructor(url) {
                super(url === 'wss://the-witness-field-production.up.railway.app/gun' ? 'RELAY' : url);
              }
            };""";

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName(
            "works as it is, in Chromium and in Firefox, at the relay of the deployment and with the shapes of its store")
    void oneImport() {
        Relay relay = lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
        PageSite site = lab.site();
        String prelude = AT_THE_DEPLOYMENT.replace("RELAY", relay.uri().toString());
        String address = site.page("store-consumer.html", relay);
        Browser.Page chromium = lab.browser(Engine.CHROMIUM).openApart(address, prelude);
        Browser.Page firefox = lab.browser(Engine.FIREFOX).openApart(address, prelude);

        share(chromium, firefox);
        assertThat(chromium.evaluate("consumer.statuses[0]"))
                .as("the first status, before the page has a peer")
                .isEqualTo(chromium.evaluate(
                        "({ mode: 'offline', peerCount: 0, webrtcConnections: 0, relayConnected: false })"));
    }

    @Test
    @DisplayName("may lend the store a gun.js that it has already, in Chromium and in Firefox")
    void ownGun() {
        Relay relay = lab.ourSignallingRelay();
        PageSite site = lab.site();
        String address = site.page("store-consumer.html", relay).replace("?relay=", "?gun=");

        share(
                lab.browser(Engine.CHROMIUM).open(address),
                lab.browser(Engine.FIREFOX).open(address));
    }

    @Test
    @DisplayName("is told of a witness that is over within two seconds, without doing anything")
    void overIsGone() {
        Relay relay = lab.ourSignallingRelay();
        PageSite site = lab.site();
        Browser browser = lab.browser();
        Browser.Page page = browser.open(site.page("store-consumer.html", relay).replace("?relay=", "?gun="));
        BrowserPeer author = lab.join(browser.open(site.emptyPage()), Via.GUN_GRAPH, relay, SHORT);
        page.await("a connection", MEETING, "consumer.statuses.at(-1).webrtcConnections === 1");

        String id = author.add("soon over");
        page.await("the witness", TRAVEL, "consumer.witnesses().some(({ id }) => id === '" + id + "')");
        page.evaluate(
                """
                new Promise((told) => {
                  const { expiresAt } = consumer.witnesses()[0];
                  const timer = setInterval(() => {
                    if (consumer.witnesses().length) return;
                    clearInterval(timer);
                    window.lateBy = Date.now() - expiresAt;
                    told();
                  }, 20);
                })""");
        assertThat(page.evaluate("lateBy").asLong()).isBetween(-50L, 2_000L);
        assertThat(page.evaluate("document.querySelectorAll('#list li').length").asInt())
                .isZero();
    }

    private static void share(Browser.Page one, Browser.Page other) {
        for (Browser.Page page : List.of(one, other)) {
            page.await("a connection", MEETING, "consumer.statuses.at(-1).mode === 'p2p'");
            assertThat(page.evaluate("consumer.statuses.at(-1)"))
                    .isEqualTo(page.evaluate(
                            "({ mode: 'p2p', peerCount: 1, webrtcConnections: 1, relayConnected: true })"));
        }
        one.type("#text", "  seen from here  ");
        one.press("Enter");
        for (Browser.Page page : List.of(one, other)) {
            page.await("the witness", TRAVEL, "document.querySelector('#list li')?.textContent.includes('· 1 ·')");
        }
        other.evaluate("document.querySelector('#list button').click()");
        for (Browser.Page page : List.of(one, other)) {
            page.await("the count", TRAVEL, "document.querySelector('#list li').textContent.includes('· 2 ·')");
        }
        JsonNode witness = one.evaluate("consumer.witnesses()[0]");
        assertThat(witness.propertyNames())
                .containsExactlyInAnyOrder("id", "text", "createdAt", "expiresAt", "witnessCount", "metadata");
        assertThat(witness.path("text").asString("")).isEqualTo("seen from here");
        assertThat(witness.path("expiresAt").asLong()
                        - witness.path("createdAt").asLong())
                .isBetween(600_000L, 640_000L);

        String id = witness.path("id").asString("");
        JsonNode reply = other.evaluate("consumer.addWitness('and from there', '" + id + "')");
        assertThat(reply.path("contextOf").asString("")).isEqualTo(id);
        assertThat(reply.path("metadata").path("position").path("x").asDouble())
                .isBetween(
                        Math.max(
                                5,
                                witness.path("metadata")
                                                .path("position")
                                                .path("x")
                                                .asDouble()
                                        - 10),
                        Math.min(
                                95,
                                witness.path("metadata")
                                                .path("position")
                                                .path("x")
                                                .asDouble()
                                        + 10));
        one.await("the reply, newest first", TRAVEL, "consumer.witnesses()[0].text === 'and from there'");

        assertThat(one.evaluate("consumer.addWitness('   ')").isNull()).isTrue();
        assertThat(one.evaluate("consumer.reWitness('" + id + "')").asBoolean()).isTrue();
        assertThat(one.evaluate("consumer.reWitness('w_nobody')").asBoolean()).isFalse();
        assertThat(one.faults()).isEmpty();
        assertThat(other.faults()).isEmpty();
    }
}
