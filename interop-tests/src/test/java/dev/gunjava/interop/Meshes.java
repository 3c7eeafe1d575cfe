package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.MeshPeer;
import dev.gunjava.interop.fixture.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a mesh of witness peers must do, whoever its members are and whatever relay they found each other through. */
final class Meshes {
    private static final Duration MEETING = Duration.ofSeconds(40);
    private static final Duration TRAVEL = Duration.ofSeconds(5);
    private static final Duration TIMER_SLACK = Duration.ofSeconds(5);

    private static final int AT_ONCE = 4;

    private Meshes() {}

    /** Each is connected to each. */
    static void isFull(List<? extends MeshPeer> peers) {
        await("a full mesh")
                .atMost(MEETING)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(peers).allSatisfy(peer -> assertThat(peer.openChannels())
                        .as("open channels of %s", peer.id())
                        .isEqualTo(peers.size() - 1)));
    }

    /** A witness added at each appears at all others, counted once; the ids, in the order of the peers. */
    static List<String> witnessesTravel(List<? extends MeshPeer> peers, Secrets texts) {
        List<String> witnesses = new ArrayList<>();
        for (MeshPeer author : peers) {
            String text = texts.next();
            String witness = author.add(text);
            witnesses.add(witness);
            for (MeshPeer peer : peers) {
                await("the witness of " + author.id() + " at " + peer.id())
                        .atMost(TRAVEL)
                        .pollInterval(Duration.ofMillis(50))
                        .untilAsserted(() -> assertThat(peer.witnesses())
                                .containsEntry(witness, new MeshPeer.Seen(witness, text, 1)));
            }
        }
        return witnesses;
    }

    /** Each witness is witnessed again by another peer than its author, and its count rises everywhere. */
    static void reWitnessesCount(List<? extends MeshPeer> peers, List<String> witnesses) {
        for (int i = 0; i < witnesses.size(); i++) {
            String witness = witnesses.get(i);
            peers.get((i + 1) % peers.size()).reWitness(witness);
            for (MeshPeer peer : peers) {
                await("the second count at " + peer.id())
                        .atMost(TRAVEL)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> peer.witnesses().containsKey(witness)
                                && peer.witnesses().get(witness).count() == 2);
            }
        }
    }

    /** All witness the same one again, several times and at once: no count is lost. */
    static void reWitnessesAtOnceAddUp(List<? extends MeshPeer> peers, String witness) {
        int before = peers.get(0).witnesses().get(witness).count();
        for (int i = 0; i < AT_ONCE; i++) {
            peers.forEach(peer -> peer.reWitness(witness));
        }
        int all = before + AT_ONCE * peers.size();
        for (MeshPeer peer : peers) {
            await("all counts at " + peer.id())
                    .atMost(TRAVEL)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() ->
                            assertThat(peer.witnesses().get(witness).count()).isEqualTo(all));
        }
    }

    /** After their time the witnesses are gone everywhere, and stay gone while the peers go on talking. */
    static void witnessesExpire(List<? extends MeshPeer> peers, Duration ttl) {
        for (MeshPeer peer : peers) {
            await("no witness left at " + peer.id())
                    .atMost(ttl.plus(TIMER_SLACK))
                    .pollInterval(Duration.ofMillis(100))
                    .until(peer::witnesses, Map::isEmpty);
        }
        for (MeshPeer peer : peers) {
            assertThat(peer.witnesses())
                    .as("witnesses that came back at %s", peer.id())
                    .isEmpty();
        }
    }
}
