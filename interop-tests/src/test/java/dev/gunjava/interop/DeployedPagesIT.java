package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Pages that behave as the deployed p2p store does, which cannot connect to anybody. */
class DeployedPagesIT {
    private static final int PAGES = 10;
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration GIVEN_UP = Duration.ofSeconds(60);

    /**
     * So many stores on one gun.js: each announces itself, offers to everybody whom it sees, writes its offer as a nested
     * object before any candidate is known, hands candidates to gun as they come, and takes what it finds under offer and
     * answer for a description, which it never is.
     */
    private static final String STORES =
            """
            (async () => {
              await new Promise((loaded, failed) => {
                const script = Object.assign(document.createElement('script'), { src: '/gun.js' });
                script.onload = loaded;
                script.onerror = failed;
                document.head.append(script);
              });
              const gun = Gun({ peers: [RELAY.replace(/^ws/, 'http')], localStorage: false, radisk: false });
              const field = gun.get('witness-field-p2p-discovery-v1');
              window.offers = 0;
              window.answersSeen = 0;
              const store = () => {
                const me = `peer_${Math.random().toString(36).slice(2, 11)}_${Date.now().toString(36)}`;
                const connections = new Map();
                const letters = field.get('signaling');
                const connect = async (peer) => {
                  if (connections.has(peer) || connections.size >= 8) return;
                  const connection = new RTCPeerConnection();
                  connections.set(peer, connection);
                  connection.createDataChannel('witnesses', { ordered: true });
                  connection.onicecandidate = ({ candidate }) => {
                    if (candidate) letters.get(peer).get(me).put({ type: 'candidate', candidate, timestamp: Date.now() });
                  };
                  const offer = await connection.createOffer();
                  await connection.setLocalDescription(offer);
                  const { type, sdp } = offer;
                  letters.get(peer).get(me).put({ type: 'offer', offer: { type, sdp }, timestamp: Date.now() });
                  window.offers++;
                };
                const beat = () => field.get('peers').get(me).put({ id: me, timestamp: Date.now(), active: true });
                beat();
                setInterval(beat, 30_000);
                field.get('peers').map().on((presence, id) => {
                  if (id !== me && presence?.active && Date.now() - presence.timestamp < 60_000) connect(id);
                });
                letters.get(me).map().on((letter, from) => {
                  const connection = connections.get(from);
                  if (letter?.type !== 'answer' || !connection) return;
                  window.answersSeen++;
                  connection.setRemoteDescription(letter.answer).catch(() => {});
                });
                return me;
              };
              return Array.from({ length: PAGES }, store);
            })()""";

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("ten of them cost a peer no slot for ever: each is given up, and four JVM peers become a full mesh")
    void costNoSlot() {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer first = lab.jvmPeer(relay, TTL);
        Browser.Page page = lab.browser().open(lab.site().emptyPage());
        List<String> stores = StreamSupport.stream(
                        page.evaluate(STORES.replace("RELAY", "'" + relay.uri() + "'")
                                        .replace("PAGES", Integer.toString(PAGES)))
                                .spliterator(),
                        false)
                .map(id -> id.asString(""))
                .toList();
        page.await("offers to the JVM peer", GIVEN_UP, "offers >= " + PAGES);
        await("the peer tries").atMost(GIVEN_UP).until(() -> stores.stream()
                .anyMatch(store -> isSaid(first, store, "connecting", "offering")));

        List<JvmPeer> peers = List.of(first, lab.jvmPeer(relay, TTL), lab.jvmPeer(relay, TTL), lab.jvmPeer(relay, TTL));
        Meshes.isFull(peers);
        await("each attempt is given up").atMost(GIVEN_UP).untilAsserted(() -> assertThat(stores)
                .filteredOn(store -> isSaid(first, store, "connecting", "offering", "answering"))
                .isNotEmpty()
                .allMatch(store -> isSaid(first, store, "backing-off")));
        assertThat(stores).noneMatch(store -> isSaid(first, store, "open"));
        Meshes.witnessesTravel(peers, lab.secrets());
    }

    private static boolean isSaid(JvmPeer peer, String other, String... states) {
        List<JsonNode> said = peer.events()
                .all(event -> other.equals(event.path("peer").asString(""))
                        && List.of(states).contains(event.path("state").asString("")));
        return !said.isEmpty();
    }
}
