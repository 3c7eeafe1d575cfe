package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.PeerCrowd;
import dev.gunjava.interop.fixture.PeerCrowd.Footprint;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Peers that come and go. */
class ChurnIT {
    private static final Logger log = LoggerFactory.getLogger(ChurnIT.class);
    private static final Duration MEETING = Duration.ofSeconds(30);
    /** Two connections, one at each end, each of which the native library forgets to give back: 75 KiB. */
    private static final long KNOWN_LEAK = 150 << 10;

    /**
     * Gun ends a subscription with its connection only, and a peer has three for each other that it has met: with the
     * usual 2 000 of them it would hear of nobody after some 660.
     */
    private static final int SUBSCRIPTIONS = 10_000;

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("20 joins and leaves leave no thread and no file behind")
    void comeAndGo() {
        churn(20, 10);
    }

    @Test
    @Tag("long")
    @DisplayName(
            "1000 joins and leaves leave no thread, no file and no heap behind, and little more than the known leak")
    void comeAndGoForLong() {
        churn(1_000, 100);
    }

    private void churn(int joins, int warmUp) {
        PeerCrowd crowd = lab.crowd(lab.ourSignallingRelay(SUBSCRIPTIONS));
        crowd.open();
        for (int i = 0; i < warmUp; i++) {
            comeAndGo(crowd);
        }
        Footprint before = crowd.measure();
        for (int i = 0; i < joins; i++) {
            comeAndGo(crowd);
        }
        Footprint after = crowd.measure();
        log.info(
                "{} joins and leaves: heap {} KiB -> {} KiB, {} B each; resident {} MiB -> {} MiB, {} KiB each;"
                        + " threads {} -> {}; files {} -> {}",
                joins,
                before.heap() >> 10,
                after.heap() >> 10,
                (after.heap() - before.heap()) / joins,
                before.resident() >> 20,
                after.resident() >> 20,
                ((after.resident() - before.resident()) / joins) >> 10,
                before.threads(),
                after.threads(),
                before.files(),
                after.files());
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 3);
        assertThat(after.files()).as("open files").isLessThanOrEqualTo(before.files() + 5);
        assertThat(after.heap() - before.heap())
                .as("heap, where letters stay until they expire, and a peer that is kept would be 150 KiB")
                .isLessThan((2 << 20) + 8_192L * joins);
        assertThat(after.resident() - before.resident())
                .as("resident memory")
                .isLessThan((64 << 20) + 2 * KNOWN_LEAK * joins);
    }

    private static void comeAndGo(PeerCrowd crowd) {
        int newcomer = crowd.open();
        await("they meet").atMost(MEETING).pollInterval(Duration.ofMillis(10)).until(() -> crowd.links().stream()
                .allMatch(links -> links == 1));
        crowd.leave(newcomer);
        await("they part").atMost(MEETING).pollInterval(Duration.ofMillis(10)).until(() -> crowd.links().stream()
                .allMatch(links -> links == 0));
    }
}
