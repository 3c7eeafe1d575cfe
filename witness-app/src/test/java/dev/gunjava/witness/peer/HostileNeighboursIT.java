package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Gun;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.LinkRules;
import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.discovery.DiscoveryPolicy;
import dev.gunjava.witness.rtc.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Peers among neighbors that want to shut others out")
class HostileNeighboursIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int VARIANTS = 10;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final GunRelay relay;
    private final List<AutoCloseable> open = new ArrayList<>();

    HostileNeighboursIT() throws IOException {
        relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
    }

    @BeforeEach
    void needsWebRtc() {
        Network.assumeWebRtcCanConnect();
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        relay.close();
    }

    private <T extends AutoCloseable> T opened(T end) {
        open.add(end);
        return end;
    }

    private WitnessPeer peer() {
        return opened(WitnessPeer.builder().relays(List.of(relay.uri())).open());
    }

    private HostilePeer hostile(String id, WitnessPeer target) {
        HostilePeer hostile = opened(new HostilePeer(id, relay.uri(), target.id()));
        hostile.connect();
        return hostile;
    }

    private static String shown(String id, long createdAt, long count, String more) {
        return "{\"type\":\"witness-new\",\"witness\":{\"id\":\"" + id + "\",\"text\":\"" + id + "\",\"createdAt\":"
                + createdAt + ",\"expiresAt\":" + (createdAt + 600_000) + ",\"witnessCount\":" + count + more + "}}";
    }

    @Nested
    @DisplayName("B17: who date 200 witnesses ahead")
    class B17 {
        @Test
        @DisplayName("hide nobody's new witness, whatever the dates are")
        void ahead() {
            WitnessPeer peer = peer();
            WitnessPeer honest = peer();
            HostilePeer hostile = hostile(HostilePeer.ID, peer);
            await().atMost(PATIENCE).until(() -> honest.status().webrtcConnections() > 0);
            for (int variant = 0; variant < VARIANTS; variant++) {
                // Dates that are refused, or dates that are just borne.
                boolean borne = variant % 2 == 1;
                for (int i = 0; i < 200 + random.nextInt(50); i++) {
                    long ahead = borne ? random.nextInt(55_000) : 62_000 + random.nextInt(590_000);
                    hostile.say(shown("ahead_" + variant + "_" + i, System.currentTimeMillis() + ahead, 1, ""));
                }
                Witness mine = peer.add("mine " + variant, null);
                Witness other = honest.add("other " + variant, null);
                await().atMost(PATIENCE)
                        .alias("-Dseed=" + seed + ", variant " + variant)
                        .until(() -> peer.witnesses().contains(other)
                                && peer.witnesses().contains(mine)
                                && honest.witnesses().contains(mine));
            }
            assertThat(peer.witnesses()).hasSizeLessThanOrEqualTo(200);
            assertThat(peer.dropped().get("witness from the future")).isGreaterThanOrEqualTo(5 * 200);
        }
    }

    @Nested
    @DisplayName("B19: who count under many names")
    class B19 {
        @Test
        @DisplayName("raise a count by no more together than is allowed")
        void names() {
            WitnessPeer peer = peer();
            List<HostilePeer> hostiles = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                hostiles.add(hostile("bad_" + i, peer));
            }
            for (int variant = 0; variant < VARIANTS; variant++) {
                String id = "counted_" + variant;
                long began = System.nanoTime();
                for (HostilePeer hostile : hostiles) {
                    for (int n = 0; n < 25; n++) {
                        hostile.say(shown(id, System.currentTimeMillis(), 1 + random.nextInt(1_000_000), claims()));
                    }
                }
                await().atMost(PATIENCE).alias("-Dseed=" + seed).until(() -> count(peer, id) >= 101);
                double seconds = (System.nanoTime() - began) / 1e9;
                assertThat((double) count(peer, id))
                        .as("-Dseed=%d, variant %d", seed, variant)
                        .isLessThanOrEqualTo(101 + 2 * seconds + 1);
            }
        }

        private String claims() {
            return switch (random.nextInt(3)) {
                case 0 -> ",\"base\":" + (1 + random.nextInt(1_000_000));
                case 1 -> ",\"counts\":{\"s" + random.nextInt(1_000) + "\":" + (1 + random.nextInt(1_000)) + "}";
                default -> "";
            };
        }

        private static long count(WitnessPeer peer, String id) {
            return peer.witnesses().stream()
                    .filter(witness -> witness.id().equals(id))
                    .mapToLong(Witness::witnessCount)
                    .sum();
        }
    }

    @Nested
    @DisplayName("B20: one that floods")
    class B20 {
        private static final LinkRules IMPATIENT = new LinkRules(
                LinkRules.DEPLOYED.received(),
                LinkRules.DEPLOYED.sent(),
                LinkRules.DEPLOYED.sentNew(),
                Duration.ofSeconds(2),
                LinkRules.DEPLOYED.pause(),
                Duration.ofSeconds(6),
                LinkRules.DEPLOYED.resting());

        @Test
        @DisplayName("is closed with a reason, is not answered while it rests, and others are served")
        void flood() {
            WitnessPeer peer = opened(WitnessPeer.builder()
                    .relays(List.of(relay.uri()))
                    .limits(new PeerLimits(PeerLimits.DEPLOYED.field(), IMPATIENT, PeerLimits.DEPLOYED.discovery()))
                    .open());
            HostilePeer hostile = hostile(HostilePeer.ID, peer);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            String text = "{\"type\":\"nonsense" + "x".repeat(random.nextInt(200)) + "\"}";
            while (hostile.end == null && System.nanoTime() < until) {
                if (!hostile.link.send(text)) {
                    Thread.onSpinWait();
                }
            }
            await().atMost(PATIENCE).until(() -> hostile.end != null);
            assertThat(peer.dropped()).containsEntry("link closed: too many messages", 1L);
            await().atMost(PATIENCE).until(() -> peer.peers().stream()
                    .anyMatch(view ->
                            view.peer().equals(HostilePeer.ID) && view.reason().equals("sent too many messages")));
            hostile.stopSignaling();

            HostilePeer again = opened(new HostilePeer(relay.uri(), peer.id()));
            again.call();
            await().atMost(PATIENCE)
                    .until(() -> peer.dropped().containsKey("offer of a peer that sent too many messages"));
            assertThat(again.open).isFalse();
            WitnessPeer honest = peer();
            Witness word = honest.add("an honest word", null);
            await().atMost(PATIENCE).until(() -> peer.witnesses().contains(word));
        }
    }

    @Nested
    @DisplayName("B18: who invent 1 100 presences in five seconds")
    class B18 {
        private static final String NS = DiscoveryPolicy.NAMESPACE;

        private final Gun stranger = opened(Gun.builder().peer(relay.uri()).open());

        private void invent() {
            for (int part = 0; part < 50; part++) {
                Map<String, Object> listed = new HashMap<>();
                for (int i = 0; i < 22; i++) {
                    String id = "peer_" + Integer.toString(random.nextInt(Integer.MAX_VALUE), 36) + "_" + part;
                    listed.put(
                            id,
                            Map.of(
                                    "_",
                                    Map.of("#", NS + "/peers/" + id),
                                    "id",
                                    id,
                                    "timestamp",
                                    System.currentTimeMillis() - random.nextInt(20_000),
                                    "active",
                                    true,
                                    "free",
                                    8));
                }
                var unused = stranger.get(NS + "/peers").put(listed);
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }
        }

        private void meet(WitnessPeer one, WitnessPeer other) {
            await().atMost(Duration.ofSeconds(45))
                    .alias("-Dseed=" + seed)
                    .until(() -> one.status().webrtcConnections() > 0
                            && other.status().webrtcConnections() > 0);
            Witness word = one.add("met", null);
            await().atMost(PATIENCE).until(() -> other.witnesses().contains(word));
        }

        @Test
        @DisplayName("do not keep two honest peers apart that come after them")
        void after() {
            invent();
            meet(peer(), peer());
        }

        @Test
        @DisplayName("do not part two that have met, nor keep a third one out")
        void before() {
            WitnessPeer one = peer();
            WitnessPeer two = peer();
            meet(one, two);
            invent();
            assertThat(one.status().webrtcConnections()).isEqualTo(1);
            meet(peer(), one);
        }
    }
}
