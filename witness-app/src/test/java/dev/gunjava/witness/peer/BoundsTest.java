package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.gunjava.witness.LinkRules;
import dev.gunjava.witness.Position;
import dev.gunjava.witness.Witness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a peer keeps for its links and listeners is bounded:")
class BoundsTest {

    private static Witness witness(String id, long count, long expiresAt) {
        return new Witness(id, "text", 1, expiresAt, count, null, new Position(1, 2), 0);
    }

    @Test
    @DisplayName("a link is shown each growth of count or expiry once, and lacks nothing it has shown itself")
    void shown() {
        Shown shown = new Shown(false);
        assertThat(shown.isUnknown("a")).isTrue();
        assertThat(shown.lacks(witness("a", 1, 10))).isTrue();
        shown.note(witness("a", 3, 10));
        shown.note(witness("a", 1, 20));
        assertThat(shown.isUnknown("a")).isFalse();
        assertThat(shown.lacks(witness("a", 3, 20))).isFalse();
        assertThat(shown.lacks(witness("a", 4, 20))).isTrue();
        assertThat(shown.lacks(witness("a", 3, 21))).isTrue();
    }

    @Test
    @DisplayName("of 1 001 witnesses shown, the one longest not mentioned is forgotten")
    void shownBound() {
        Shown shown = new Shown(false);
        for (int i = 0; i < 1_001; i++) {
            shown.note(witness("w" + i, 1, 2));
        }
        assertThat(shown.isUnknown("w0")).isTrue();
        assertThat(shown.isUnknown("w1")).isFalse();
    }

    @Test
    @DisplayName("a link may bring 5 000 messages at once and 1 000 a second")
    void rate() {
        Rate rate = new Rate(LinkRules.DEPLOYED, 0);
        int taken = 0;
        while (rate.take(0)) {
            taken++;
        }
        assertThat(taken).isEqualTo(5_000);
        for (int i = 0; i < 100; i++) {
            assertThat(rate.take(100)).isTrue();
        }
        assertThat(rate.take(100)).isFalse();
    }

    @Test
    @DisplayName(
            "a peer that is silent for five seconds is pinged, twice, and gone after nine; a sign of life starts anew")
    void heartbeat() {
        Heartbeat heartbeat = new Heartbeat(0);
        assertThat(heartbeat.beat(4_999)).isEqualTo(Heartbeat.Beat.NOTHING);
        assertThat(heartbeat.beat(5_000)).isEqualTo(Heartbeat.Beat.PING);
        assertThat(heartbeat.beat(6_999)).isEqualTo(Heartbeat.Beat.NOTHING);
        assertThat(heartbeat.beat(7_000)).isEqualTo(Heartbeat.Beat.PING);
        heartbeat.heard(8_000);
        assertThat(heartbeat.beat(12_999)).isEqualTo(Heartbeat.Beat.NOTHING);
        assertThat(heartbeat.beat(13_000)).isEqualTo(Heartbeat.Beat.PING);
        assertThat(heartbeat.beat(15_000)).isEqualTo(Heartbeat.Beat.PING);
        assertThat(heartbeat.beat(17_000)).isEqualTo(Heartbeat.Beat.GONE);
    }

    @Test
    @DisplayName("the round trip is from the last ping to its own answer, and unknown before the first")
    void roundTrip() {
        Heartbeat heartbeat = new Heartbeat(0);
        assertThat(heartbeat.roundTripMillis()).isEqualTo(-1);
        heartbeat.pinged(77, 2_000);
        heartbeat.answered(76, 2_001);
        assertThat(heartbeat.roundTripMillis()).as("of another ping's answer").isEqualTo(-1);
        heartbeat.answered(77, 2_030);
        assertThat(heartbeat.roundTripMillis()).isEqualTo(30);
    }

    @Test
    @DisplayName("sleep of our own condemns nobody: only pings that were sent count")
    void heartbeatAfterSleep() {
        Heartbeat heartbeat = new Heartbeat(0);
        assertThat(heartbeat.beat(3_600_000)).isEqualTo(Heartbeat.Beat.PING);
        assertThat(heartbeat.beat(3_600_001)).isEqualTo(Heartbeat.Beat.NOTHING);
    }

    @Test
    @DisplayName("a task handed over once the peer is closed is dropped, now or for later, and is no fault")
    void closedLoop() {
        PeerLoop loop = new PeerLoop("closed");
        loop.start();
        loop.close();
        AtomicBoolean ran = new AtomicBoolean();
        assertThatCode(() -> {
                    loop.execute(() -> ran.set(true));
                    loop.after(Duration.ZERO, () -> ran.set(true));
                })
                .doesNotThrowAnyException();
        assertThat(ran).isFalse();
    }

    @Test
    @DisplayName("a listener that hangs costs 10 000 waiting events and no more, and a failing one costs nobody else")
    void listeners() throws InterruptedException {
        try (Listeners listeners = new Listeners()) {
            CountDownLatch hanging = new CountDownLatch(1);
            CountDownLatch reached = new CountDownLatch(1);
            List<PeerEvent> heard = new CopyOnWriteArrayList<>();
            listeners.add(event -> {
                reached.countDown();
                try {
                    hanging.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                throw new IllegalStateException("a listener that fails");
            });
            var second = listeners.add(heard::add);
            PeerEvent event = new PeerEvent.Logged(1, PeerEvent.Level.INFO, "text");
            listeners.tell(event);
            reached.await();
            for (int i = 0; i < 12_000; i++) {
                listeners.tell(event);
            }
            hanging.countDown();
            await().until(() -> heard.size() == 10_001);
            second.close();
            listeners.tell(event);
            assertThat(heard).hasSize(10_001);
        }
    }

    @Test
    @DisplayName("what is dropped is counted by kind")
    void drops() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Drops drops = new Drops(new PeerMetrics(registry));
        drops.drop("a", "p");
        drops.drop("a", "q");
        drops.drop("b", "p");
        assertThat(drops.counts()).containsEntry("a", 2L).containsEntry("b", 1L).hasSize(2);
        assertThat(registry.get("witness.drops").tag("reason", "a").counter().count())
                .isEqualTo(2);
    }
}
