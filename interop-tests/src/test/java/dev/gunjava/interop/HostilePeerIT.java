package dev.gunjava.interop;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.BrowserPeer;
import dev.gunjava.interop.fixture.BrowserPeer.Via;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.MeshPeer;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.PageSite;
import dev.gunjava.interop.fixture.WireClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** Peers that signal and say nonsense to a JVM peer, which goes on serving the others. */
class HostilePeerIT {
    private static final String NS = "witness-field-p2p-discovery-v1";
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final AtomicInteger IDS = new AtomicInteger();

    /** Keeps the data channels of the page in reach of the test. */
    private static final String CATCH_CHANNELS =
            """
            (() => {
              window.channels = [];
              const create = RTCPeerConnection.prototype.createDataChannel;
              RTCPeerConnection.prototype.createDataChannel = function (...options) {
                const channel = create.apply(this, options);
                channels.push(channel);
                return channel;
              };
              const listen = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'ondatachannel');
              Object.defineProperty(RTCPeerConnection.prototype, 'ondatachannel', {
                ...listen,
                set(handler) {
                  listen.set.call(this, (event) => {
                    channels.push(event.channel);
                    handler.call(this, event);
                  });
                },
              });
            })()""";

    private static final String SEND_NONSENSE =
            """
            (() => {
              const witness = {
                id: 'w_1_a', text: 'forged', createdAt: Date.now(), expiresAt: Date.now() + 60000, witnessCount: 1,
                metadata: { position: { x: 1, y: 1 }, entropySeed: 0.5 },
              };
              const said = (type, change) => JSON.stringify({ type, witness: { ...witness, ...change } });
              const nonsense = [
                'no JSON', '', '{', '[]', '1', 'null', '{"type":1}', '{"type":"witness-new"}', '{"type":"eval","code":"1"}',
                '['.repeat(10000), '"' + 'x'.repeat(250000) + '"', new Uint8Array(100),
                said('witness-new', { id: undefined }), said('witness-new', { id: '__proto__' }),
                said('witness-new', { text: undefined }), said('witness-new', { text: 7 }),
                said('witness-new', { text: 'x'.repeat(100000) }), said('witness-new', { createdAt: 'now' }),
                said('witness-new', { expiresAt: -1 }), said('witness-new', { witnessCount: '100' }),
                said('witness-new', { witnessCount: -1 }),
                '{"type":"witness-sync","witnesses":{}}', '{"type":"witness-sync","witnesses":[1,null,{}]}',
                '{"type":"witness-new","witness":{"id":"w_1_b","text":"forged","createdAt":1e999}}',
              ];
              const open = channels.filter((channel) => channel.readyState === 'open');
              for (const channel of open) for (const message of nonsense) channel.send(message);
              return open.length;
            })()""";

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("nonsense on a data channel is dropped; nothing of it is shown, and witnesses travel on")
    void nonsenseOnTheChannel() {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer peer = lab.jvmPeer(relay, TTL);
        JvmPeer bystander = lab.jvmPeer(relay, TTL);
        PageSite site = lab.site();
        var tab = lab.browser().open(site.emptyPage());
        tab.evaluate(CATCH_CHANNELS);
        BrowserPeer hostile = lab.join(tab, Via.GUN_GRAPH, relay, TTL);
        List<MeshPeer> all = List.of(peer, bystander, hostile);
        Meshes.isFull(all);

        assertThat(tab.evaluate(SEND_NONSENSE).asInt())
                .as("channels that took the nonsense")
                .isEqualTo(2);
        Meshes.witnessesTravel(all, lab.secrets());
        for (MeshPeer honest : List.of(peer, bystander)) {
            assertThat(honest.witnesses().values())
                    .as("what is shown")
                    .hasSize(3)
                    .noneMatch(seen -> seen.text().contains("forged"));
            assertThat(honest.openChannels()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("letters that make no sense or are for somebody else are ignored, and real peers still connect")
    void nonsenseInTheMailbox() {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer peer = lab.jvmPeer(relay, TTL);
        WireClient stranger = lab.wire(relay);
        long now = System.currentTimeMillis() - 100;
        List<Object> values = List.of(
                "no JSON",
                "",
                7,
                true,
                json(Map.of("type", "offer", "sdp", "v=0")),
                json(Map.of("type", "offer", "sdp", "x".repeat(20_000))),
                json(Map.of("type", "offer", "sdp", "v=0\r\nm=audio 9 RTP/AVP 0\r\n")),
                json(Map.of("type", "offer")),
                json(Map.of("type", "rollback", "sdp", "")),
                json(List.of(1, 2)),
                "[".repeat(10_000));
        for (int i = 0; i < values.size(); i++) {
            // Few names: whoever is announced takes one of the peer's few slots for a while.
            String from = "peer_strange" + i % 3 + "_zz";
            post(stranger, peer.id(), from, "offer", values.get(i), now + 2L * i);
            post(stranger, peer.id(), from, "answer", values.get(i), now + 2L * i + 1);
            post(stranger, "peer_somebody_else", from, "offer", values.get(i), now);
        }
        stranger.say("{\"get\":{\"#\":\"" + NS + "/peers\"},\"#\":\"after\"}");
        stranger.awaitAnswer("after");

        JvmPeer other = lab.jvmPeer(relay, TTL);
        peer.awaitLink(0, other.id(), Duration.ofSeconds(40), "open");
        Meshes.witnessesTravel(List.of(peer, other), lab.secrets());
    }

    /** Announces a peer and posts a letter from it, as v1 peers do: links along the path, then the nodes. */
    private static void post(WireClient wire, String to, String from, String type, Object value, long now) {
        String mailbox = NS + "/signaling/" + to;
        wire.say(put(NS + "/peers", Map.of(from, Map.of("#", NS + "/peers/" + from)), now));
        wire.say(put(NS + "/peers/" + from, Map.of("id", from, "timestamp", now, "active", true), now));
        wire.say(put(mailbox, Map.of(from, Map.of("#", mailbox + "/" + from)), now));
        wire.say(put(mailbox + "/" + from, Map.of("type", type, type, value, "timestamp", now), now));
    }

    private static String put(String soul, Map<String, ?> fields, long state) {
        Map<String, Object> node = new HashMap<>(fields);
        node.put("_", Map.of("#", soul, ">", fields.keySet().stream().collect(toMap(key -> key, key -> state))));
        return json(Map.of("#", "put" + IDS.incrementAndGet(), "put", Map.of(soul, node)));
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }
}
