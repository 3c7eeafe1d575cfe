package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.ClientLimits;
import dev.gunjava.limits.Limits;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Just up to its limit a program may have")
class ProgramLimitsTest {

    private static final ClientLimits LIMITS = Limits.general().client();

    private final VirtualTime time = new VirtualTime();
    private final SimulatedPeer peer = new SimulatedPeer(time, 1, MeshOptions.general(), true);

    @Test
    @DisplayName("bytes of writes that wait for an ack")
    @AtBound("client.writesBytes")
    void writesBytes() {
        int length = 500_000;
        long fitting = LIMITS.writesBytes() * 99 / 100 / length;
        for (int i = 0; i < fitting; i++) {
            peer.write("s", "k" + i, new GunValue.Text("x".repeat(length - 200)));
        }
        assertThat(peer.writes).isEmpty();
        peer.write("s", "over", new GunValue.Text("x".repeat(length)));
        assertThat(peer.writes).containsExactly("failed: too many writes wait for a relay to acknowledge them");
    }

    @Test
    @DisplayName("bytes in a write")
    @AtBound("client.writeBytes")
    void writeBytes() {
        peer.write("s", "k", new GunValue.Text("x".repeat(LIMITS.writeBytes() * 99 / 100)));
        assertThat(peer.writes).isEmpty();
        peer.write("s", "l", new GunValue.Text("x".repeat(LIMITS.writeBytes() * 101 / 100)));
        assertThat(peer.writes).singleElement().asString().startsWith("refused: a write of ");
    }

    @Test
    @DisplayName("nodes that a relay is sent again when it has forgotten them; beyond it the newest")
    @AtBound("client.resent")
    void resent() {
        int fitting = LIMITS.resent() * 99 / 100;
        write(0, fitting);
        assertThat(resentAfterRestart("first", "second")).isEqualTo(fitting);
        write(fitting, LIMITS.resent() * 101 / 100);
        assertThat(resentAfterRestart("third", "fourth")).isEqualTo(LIMITS.resent());
    }

    private void write(int from, int to) {
        ScriptedNeighbor relay = ScriptedNeighbor.relay(peer.mesh, "ws://relay/gun");
        for (int i = from; i < to; i++) {
            peer.write(Node.of("s" + i, "k", new GunValue.Num(i), 5));
            for (String put : relay.hearsWithIds()) {
                relay.says("{'#':'a" + i + "z','@':'" + put.substring(6, put.indexOf('\'', 6)) + "','ok':1}");
            }
        }
        relay.leaves();
    }

    private long resentAfterRestart(String pid, String newPid) {
        ScriptedNeighbor before = ScriptedNeighbor.relay(peer.mesh, "ws://relay/gun");
        before.says("{'#':'" + pid + "h','dam':'?','pid':'" + pid + "'}");
        before.leaves();
        ScriptedNeighbor after = ScriptedNeighbor.relay(peer.mesh, "ws://relay/gun");
        after.says("{'#':'" + newPid + "h','dam':'?','pid':'" + newPid + "'}");
        long souls = after.hears().stream()
                .mapToLong(message -> message.split("'_':", -1).length - 1L)
                .sum();
        after.leaves();
        return souls;
    }

    @Test
    @DisplayName("calls that wait; the thread that makes one more waits too")
    @AtBound("client.calls")
    void calls() throws Exception {
        Mesh mesh = new Mesh(MeshOptions.general(), false, TimeSource.SYSTEM, new SplittableRandom(1));
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        try (MeshLoop loop = new MeshLoop(mesh, TimeSource.SYSTEM, "mesh-under-test")) {
            loop.call(same -> {
                busy.countDown();
                awaitQuietly(released);
            });
            busy.await();
            Thread caller = new Thread(() -> {
                for (int i = 0; i <= LIMITS.calls(); i++) {
                    loop.call(same -> {});
                    made.incrementAndGet();
                }
            });
            caller.start();
            await().until(() -> caller.getState() == Thread.State.WAITING);
            assertThat(made).hasValue(LIMITS.calls());
            released.countDown();
            caller.join();
            assertThat(made).hasValue(LIMITS.calls() + 1);
        } finally {
            released.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
