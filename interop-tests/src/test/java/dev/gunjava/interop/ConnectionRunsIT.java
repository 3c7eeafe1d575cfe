package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether two peers connect is no matter of luck. */
class ConnectionRunsIT {
    private static final Logger log = LoggerFactory.getLogger(ConnectionRunsIT.class);
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration MEETING = Duration.ofSeconds(30);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("two JVM peers, each a new process, connect 10 times out of 10")
    void tenRuns() {
        connectAgainAndAgain(10);
    }

    @Test
    @Tag("long")
    @DisplayName("two JVM peers, each a new process, connect 100 times out of 100")
    void hundredRuns() {
        connectAgainAndAgain(100);
    }

    /** Each run has a relay of its own; the time counts from the moment both peers run until both channels are open. */
    private void connectAgainAndAgain(int runs) {
        long[] millis = LongStream.range(0, runs).map(run -> connect()).sorted().toArray();
        log.info("{} runs: median {} ms, maximum {} ms", runs, millis[runs / 2], millis[runs - 1]);
        assertThat(millis).hasSize(runs);
    }

    private long connect() {
        try (OurRelay relay = lab.ourSignallingRelay();
                JvmPeer one = lab.jvmPeer(relay, TTL);
                JvmPeer other = lab.jvmPeer(relay, TTL)) {
            long start = System.nanoTime();
            for (JvmPeer peer : List.of(one, other)) {
                peer.events()
                        .await(
                                "an open channel",
                                MEETING,
                                event -> event.path("webrtcConnections").asInt(0) == 1);
            }
            return (System.nanoTime() - start) / 1_000_000;
        }
    }
}
