package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Gun;
import dev.gunjava.graph.GunValue;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.rtc.Network;
import dev.gunjava.witness.rtc.Route;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Witness peers that meet through a relay")
class WitnessPeerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Set<String> threadsBefore = threads();
    private final GunRelay relay;
    private final List<WitnessPeer> peers = new ArrayList<>();

    WitnessPeerIT() throws IOException {
        relay = GunRelay.builder().profile(Profile.SIGNALLING).open();
    }

    @BeforeEach
    void network() {
        Network.assumeWebRtcCanConnect();
    }

    @AfterEach
    void everybodyLeavesNothingBehind() {
        peers.forEach(WitnessPeer::close);
        relay.close();
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(threads()).isSubsetOf(threadsBefore));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                // Shared by the whole process, and by no peer of ours.
                .filter(name -> !name.matches(
                        "CompletableFutureDelayScheduler|ForkJoinPool.*|awaitility.*|surefire.*|junit-timeout.*"))
                .filter(name -> !name.matches("process reaper.*|Attach Listener|globalEventExecutor.*|Cleaner-\\d+"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private WitnessPeer peer() {
        return peer(Duration.ofMinutes(10));
    }

    private WitnessPeer peer(Duration ttl) {
        WitnessPeer peer =
                WitnessPeer.builder().relays(List.of(relay.uri())).ttl(ttl).open();
        peers.add(peer);
        return peer;
    }

    private void connected(int each) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(peers)
                .allSatisfy(
                        peer -> assertThat(peer.status().webrtcConnections()).isEqualTo(each)));
    }

    private void everywhere(Witness witness) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(peers)
                .allSatisfy(peer -> assertThat(peer.witnesses()).contains(witness)));
    }

    @Test
    @DisplayName("connect, and say truly how they are connected")
    void connect() {
        WitnessPeer one = peer();
        await().until(() -> one.status().relayConnected());
        assertThat(one.status())
                .isEqualTo(
                        new ConnectionStatus(ConnectionStatus.Mode.RELAY, 0, 0, true, ConnectionStatus.Fallback.OFF));

        WitnessPeer two = peer();
        connected(1);
        assertThat(one.status())
                .isEqualTo(new ConnectionStatus(ConnectionStatus.Mode.P2P, 1, 1, true, ConnectionStatus.Fallback.OFF));
        PeerView view = one.peers().get(0);
        assertThat(view.peer()).isEqualTo(two.id());
        assertThat(view.state()).isEqualTo(LinkState.OPEN);
        assertThat(view.since()).isCloseTo(System.currentTimeMillis(), within(60_000L));
    }

    @Test
    @DisplayName("tell of each channel its way, its round trip and its bytes, and count attempts and openings")
    void detail() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        WitnessPeer one = WitnessPeer.builder()
                .relays(List.of(relay.uri()))
                .metrics(meters)
                .open();
        peers.add(one);
        WitnessPeer two = peer();
        connected(1);
        two.add("some bytes to receive", null);
        await().atMost(PATIENCE).untilAsserted(() -> {
            LinkDetail link = one.peers().get(0).link();
            assertThat(link).isNotNull();
            assertThat(link.roundTripMillis()).isNotNull().isNotNegative();
            assertThat(link.route()).isNotNull();
            assertThat(link.route().local()).isEqualTo(Route.Candidate.HOST);
            assertThat(link.traffic().in()).isGreaterThan(100);
            assertThat(link.traffic().out()).isPositive();
            assertThat(link.traffic().pending()).isZero();
        });
        assertThat(meters.get("witness.link.attempts").counters())
                .extracting(Counter::count)
                .containsExactlyInAnyOrder(0.0, 1.0);
        assertThat(meters.get("witness.link.opened").timer().count()).isEqualTo(1);
        two.close();
        peers.remove(two);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        meters.find("witness.link.lost").counters())
                .singleElement()
                .satisfies(lost -> assertThat(lost.getId().getTag("reason")).isEqualTo("closed-there")));
    }

    @Test
    @DisplayName("exchange witnesses made before, while and after they connect, with counts and replies")
    void exchange() {
        WitnessPeer one = peer();
        Witness before = one.add("made before anybody was there", null);
        WitnessPeer two = peer();
        everywhere(before);
        Witness reply = two.add("a reply", before.id());
        everywhere(reply);
        assertThat(reply.contextOf()).isEqualTo(before.id());

        Witness counted = two.reWitness(before.id()).orElseThrow();
        assertThat(counted.witnessCount()).isEqualTo(2);
        everywhere(counted);
        everywhere(one.reWitness(before.id()).orElseThrow());
        assertThat(two.witnesses()).extracting(Witness::witnessCount).containsExactly(1L, 3L);
    }

    @Test
    @DisplayName("give a sign of life at once, and after 2, 5 and 10 seconds")
    void earlyHeartbeats() {
        WitnessPeer one = peer();
        ConcurrentSkipListSet<Long> beats = new ConcurrentSkipListSet<>();
        try (Gun stranger = Gun.builder().peer(relay.uri()).open();
                var listening = stranger.get("witness-field-p2p-discovery-v1/peers/" + one.id())
                        .get("timestamp")
                        .on(change -> {
                            if (change.value() instanceof GunValue.Num beat) {
                                beats.add((long) beat.value());
                            }
                        })) {
            assertThat(listening).isNotNull();
            // The next one after these comes after 30 seconds.
            await().atMost(PATIENCE).until(() -> !beats.isEmpty() && beats.last() - beats.first() >= 9_500);
        }
        // The relay's coming up may add one more at the start.
        assertThat(beats.size()).isBetween(4, 5);
    }

    @Test
    @DisplayName("three of them form a full mesh, and what one adds all see")
    void mesh() {
        peer();
        peer();
        peer();
        connected(2);
        for (WitnessPeer peer : List.copyOf(peers)) {
            everywhere(peer.add("from " + peer.id(), null));
        }
    }

    @Test
    @DisplayName("let a witness expire everywhere, and tell so")
    void expire() {
        WitnessPeer one = peer(Duration.ofSeconds(3));
        WitnessPeer two = peer(Duration.ofSeconds(3));
        connected(1);
        List<PeerEvent> events = new CopyOnWriteArrayList<>();
        try (var listening = two.events(events::add)) {
            Witness brief = one.add("brief", null);
            everywhere(brief);
            await().atMost(PATIENCE)
                    .until(() -> one.witnesses().isEmpty() && two.witnesses().isEmpty());
            await().untilAsserted(() -> assertThat(events)
                    .filteredOn(PeerEvent.WitnessChanged.class::isInstance)
                    .extracting(event -> ((PeerEvent.WitnessChanged) event).change())
                    .containsExactly(PeerEvent.Change.ADDED, PeerEvent.Change.REMOVED));
            assertThat(listening).isNotNull();
        }
    }

    @Test
    @DisplayName("notice at once when one leaves, and take the next one that comes")
    void leave() {
        WitnessPeer one = peer();
        WitnessPeer two = peer();
        connected(1);
        Witness kept = two.add("left behind", null);
        everywhere(kept);
        two.close();
        peers.remove(two);
        await().atMost(Duration.ofSeconds(3)).until(() -> one.status().webrtcConnections() == 0);
        await().atMost(PATIENCE).until(() -> one.peers().isEmpty());
        assertThat(one.status().mode()).isEqualTo(ConnectionStatus.Mode.RELAY);

        WitnessPeer three = peer();
        connected(1);
        everywhere(kept);
        assertThat(three.witnesses()).containsExactly(kept);
    }

    @Test
    @DisplayName("connect soon although the relay lists twelve who were killed and answer nobody")
    void ghosts() {
        String namespace = "witness-field-p2p-discovery-v1/peers";
        try (Gun stranger = Gun.builder().peer(relay.uri()).open()) {
            for (int i = 0; i < 12; i++) {
                // As the digits of ids go, half of them are smaller than any peer's and half are larger.
                String ghost = (i % 2 == 0 ? "peer_0" : "peer_zz") + i;
                String soul = namespace + "/" + ghost;
                stranger.get(soul)
                        .put(Map.of("id", ghost, "active", true, "timestamp", System.currentTimeMillis()))
                        .join();
                stranger.get(namespace)
                        .put(Map.of(ghost, new GunValue.Link(soul)))
                        .join();
            }
        }
        WitnessPeer one = peer();
        await().until(() -> one.status().peerCount() == 12);
        peer();
        connected(1);
    }

    @Test
    @DisplayName("go on over their channels when the relay dies")
    void relayDies() {
        WitnessPeer one = peer();
        peer();
        connected(1);
        relay.close();
        await().atMost(PATIENCE).until(() -> !one.status().relayConnected());
        assertThat(one.status().mode()).isEqualTo(ConnectionStatus.Mode.P2P);
        everywhere(one.add("without a relay", null));
    }

    @Test
    @DisplayName("keep trying a relay that is not there, say so, and end at once when told to")
    void noRelay() {
        List<PeerEvent> events = new CopyOnWriteArrayList<>();
        WitnessPeer alone = WitnessPeer.builder()
                .relays(List.of(URI.create("ws://127.0.0.1:1/gun")))
                .listener(events::add)
                .open();
        peers.add(alone);
        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof PeerEvent.Logged logged
                        && logged.text().contains("not connected to relay")));
        assertThat(alone.status().mode()).isEqualTo(ConnectionStatus.Mode.OFFLINE);
        assertThat(alone.add("for myself", null)).isEqualTo(alone.witnesses().get(0));
        assertThatThrownBy(() -> WitnessPeer.builder()
                        .relays(List.of(URI.create("ftp://nowhere")))
                        .open())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
