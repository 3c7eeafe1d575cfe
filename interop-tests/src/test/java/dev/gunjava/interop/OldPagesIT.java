package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
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

/** The pages of the tests that behave as the stores in use do: that they do, each with its virtues and its faults. */
class OldPagesIT {
    private static final Duration MEETING = Duration.ofSeconds(40);
    private static final Duration TRAVEL = Duration.ofSeconds(5);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("the deployed p2p pages offer to everybody, connect to nobody, and do not keep ours from connecting")
    void deployedP2p() {
        Relay relay = lab.ourSignallingRelay();
        PageSite site = lab.site();
        Browser browser = lab.browser();
        // Smaller ids than any of ours, so that ours answer their offers: in the form of links, as they wrote them.
        String address = site.page("deployed-p2p.html", relay) + "&id=peer_-";
        List<Browser.Page> deployed = List.of(browser.open(address + "a"), browser.open(address + "b"));
        BrowserPeer ours = lab.join(browser.open(site.emptyPage()), Via.GUN_GRAPH, relay, Duration.ofMinutes(1));
        BrowserPeer other = lab.join(browser.open(site.emptyPage()), Via.GUN_GRAPH, relay, Duration.ofMinutes(1));

        ours.page().await("our own two connect", MEETING, "peer.status().webrtcConnections === 1");
        assertThat(other.openChannels()).isEqualTo(1);
        for (Browser.Page page : deployed) {
            page.await("offers to all three", MEETING, "store.attempts.filter(({ offered }) => offered).length === 3");
            page.await(
                    "answers of ours that it cannot use",
                    MEETING,
                    "store.attempts.some(({ failed }) => /SessionDescription/.test(failed))");
            assertThat(page.evaluate("store.list().length").asInt()).isZero();
            assertThat(page.console()).anyMatch(line -> line.contains("Invalid data"));
        }
        for (BrowserPeer peer : List.of(ours, other)) {
            peer.page()
                    .await(
                            "the attempts at the deployed pages end",
                            MEETING,
                            "peer.links().filter(({ reason }) => reason === 'not connected in time').length === 2");
            assertThat(peer.openChannels()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName(
            "on a relay that answers nothing a deployed p2p page cannot even say that it is there, until one of ours comes")
    void deployedP2pOnAColdRelay() {
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
        PageSite site = lab.site();
        Browser browser = lab.browser();
        Browser.Page page = browser.open(site.page("deployed-p2p.html", relay) + "&id=peer_cold");
        String presence = "witness-field-p2p-discovery-v1/peers/peer_cold";
        page.await("the relay", MEETING, "store.status().relayConnected");
        await("nothing is written")
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> relay.valueOf(presence, "id").isEmpty());

        BrowserPeer ours = lab.join(browser.open(site.emptyPage()), Via.GUN_GRAPH, relay, Duration.ofMinutes(1));
        await("ours has answered that there is nothing, so the page could write")
                .atMost(MEETING)
                .until(() -> relay.valueOf(presence, "id").isPresent());
        ours.page().await("its presence at ours", MEETING, "peer.links().some((link) => link.peer === 'peer_cold')");
    }

    @Test
    @DisplayName("the legacy v3 pages connect to who answers what is in `sdp`, and share over graph and channel")
    void legacyV3() {
        Relay relay = lab.ourRelay();
        PageSite site = lab.site();
        Browser browser = lab.browser();
        Browser.Page legacy = browser.openApart(site.page("legacy-v3.html", relay) + "&work=50", "");
        Browser.Page stranger = browser.open(site.emptyPage());
        stranger.evaluate(LEGACY_STRANGER.replace("RELAY", relay.uri().toString()));

        stranger.await("an open channel", MEETING, "window.channel?.readyState === 'open'");
        assertThat(legacy.evaluate("store.openChannels()").asInt()).isEqualTo(1);
        String id = legacy.evaluate("store.add('seen by an old page').then(({ id }) => id)")
                .asString("");
        stranger.await(
                "it on the channel",
                TRAVEL,
                "heard.some(({ type, data }) => type === 'NEW_WITNESS' && data.id === '" + id + "')");
        stranger.await("it in the graph", TRAVEL, "flat.text === 'seen by an old page' && flat.witnessCount === 1");
        assertThat(stranger.evaluate("Object.keys(flat).sort().join(' ')").asString(""))
                .isEqualTo("contextOf contextTag createdAt entropySeed expiresAt id lastWitnessed positionX positionY"
                        + " proofHash proofNonce text witnessCount");
        stranger.evaluate(
                "channel.send(JSON.stringify({ type: 'NEW_WITNESS', data: { ...heard[0].data, id: 'theirs', text: 'back' } }))");
        legacy.await("theirs", TRAVEL, "store.list().some(({ text }) => text === 'back')");
        legacy.evaluate("store.reWitness('" + id + "')");
        stranger.await(
                "the count",
                TRAVEL,
                "heard.some(({ type, data }) => type === 'UPDATE_WITNESS' && data.witnessCount === 2)");
        stranger.await("the count in the graph", TRAVEL, "flat.witnessCount === 2 && flat.updateSeq === 2");
    }

    @Test
    @DisplayName("the proof of work of the legacy v3 pages has the recorded vectors")
    void proofOfWork() {
        Browser.Page page = lab.browser().open(lab.site().page("legacy-v3.html", lab.ourRelay()) + "&work=20");
        assertThat(page.evaluate(
                                "['a0', 'hello world0', 'hello world1', 'caf\u00e9 \ud83c\udf0a42', ''].map(store.proof).join(' ')")
                        .asString(""))
                .isEqualTo("45d8c880 7de6e700 52141e00 d6a41b40 75e27b00");
        assertThat(page.evaluate("store.add('proven').then(({ text, proof }) => store.proves(text, proof))")
                        .asBoolean())
                .isTrue();
    }

    @Test
    @DisplayName("the emergency pages work from a cold start at a relay that answers, and lose counts")
    void emergency() {
        Relay relay = lab.ourRelay();
        PageSite site = lab.site();
        Browser browser = lab.browser();
        String address = site.page("emergency.html", relay);
        Browser.Page one = browser.open(address);
        Browser.Page other = browser.open(address);

        String id = one.evaluate("store.add('help').then(({ id }) => id)").asString("");
        other.await("it at the other page", TRAVEL, "store.list().some(({ id }) => id === '" + id + "')");
        other.evaluate("store.reWitness('" + id + "')");
        Browser.Page late = browser.open(address);
        late.await("the count at a latecomer", TRAVEL, "store.list()[0]?.witnessCount === 2");
        assertThat(one.evaluate("store.list()[0].witnessCount").asInt())
                .as("what a page knows it never updates")
                .isEqualTo(1);
    }

    /** A peer of the legacy pages, made of the bare rules: reads `sdp` whatever `type` says, and answers whole. */
    private static final String LEGACY_STRANGER =
            """
            (async () => {
              const { openGraph } = await import('/gun-graph.js');
              const NS = 'witness-field-collective-public-v3';
              const me = 'stranger';
              const graph = openGraph({ relays: ['RELAY'] });
              const link = (soul) => ({ '#': soul });
              window.heard = [];
              window.flat = {};
              const answered = new Set();
              graph.on(`${NS}/webrtc-signaling/${me}`, (senders) => {
                for (const from of Object.keys(senders)) {
                  if (answered.has(from)) continue;
                  answered.add(from);
                  let connection;
                  graph.on(`${NS}/webrtc-signaling/${me}/${from}`, async ({ sdp }) => {
                    if (!sdp || connection) return;
                    connection = new RTCPeerConnection();
                    connection.ondatachannel = ({ channel }) => {
                      window.channel = channel;
                      channel.onmessage = ({ data }) => heard.push(JSON.parse(data));
                    };
                    await connection.setRemoteDescription({ type: 'offer', sdp });
                    await connection.setLocalDescription(await connection.createAnswer());
                    while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20));
                    const soul = `${NS}/webrtc-signaling/${from}`;
                    graph.put(`${soul}/${me}`, { type: 'answer', sdp: connection.localDescription.sdp, timestamp: Date.now() });
                    graph.put(soul, { [me]: link(`${soul}/${me}`) });
                    graph.put(`${NS}/webrtc-signaling`, { [from]: link(soul) });
                  });
                }
              });
              graph.on(NS, (fields) => {
                for (const [key, value] of Object.entries(fields)) {
                  if (!value?.['#'] || ['peers', 'webrtc-signaling'].includes(key)) continue;
                  graph.on(value['#'], (node) => Object.assign(flat, node));
                }
              });
              graph.put(NS, { peers: link(`${NS}/peers`), 'webrtc-signaling': link(`${NS}/webrtc-signaling`) });
              graph.put(`${NS}/peers`, { [me]: link(`${NS}/peers/${me}`) });
              graph.put(`${NS}/peers/${me}`, { id: me, timestamp: Date.now(), status: 'online' });
            })()""";
}
