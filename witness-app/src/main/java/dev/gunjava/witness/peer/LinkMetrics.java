package dev.gunjava.witness.peer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a peer counts of its connections, under names that begin with {@code witness.link.}.
 *
 * <p>Thread-safe.
 */
final class LinkMetrics {
    private final MeterRegistry registry;
    private final Counter offers;
    private final Counter answers;
    private final Counter made;
    private final Timer opened;

    private final Deque<Long> connectMillis = new ArrayDeque<>();
    private final Map<String, Long> failures = new TreeMap<>();

    LinkMetrics(MeterRegistry registry) {
        this.registry = registry;
        offers = attempts("offer");
        answers = attempts("answer");
        made = Counter.builder("witness.link.natives")
                .description("Native connections that were made")
                .register(registry);
        opened = Timer.builder("witness.link.opened")
                .description("Attempts that ended with an open channel, and how long each took")
                .register(registry);
    }

    /** A native connection is made. */
    void made() {
        made.increment();
    }

    /**
     * A connection has changed its state.
     *
     * @param trouble what the last failure was
     * @param attemptMillis since the last attempt began
     */
    void became(LinkState before, LinkState after, LinkTrouble trouble, long attemptMillis) {
        switch (after) {
            case OFFERING -> offers.increment();
            case ANSWERING -> answers.increment();
            case OPEN -> opened(attemptMillis);
            case BACKING_OFF -> ended("witness.link.failures", "Attempts that came to nothing, by reason", trouble);
            case LOST -> {
                if (before == LinkState.OPEN) {
                    ended("witness.link.lost", "Open channels that ended, by reason", trouble);
                }
            }
            case DISCOVERED, CONNECTING -> {}
        }
    }

    /** All that was counted so far, with what was counted of witnesses and messages. */
    synchronized PeerStatistics statistics(PeerMetrics metrics) {
        return new PeerStatistics(
                metrics.witnesses(),
                metrics.messages(),
                (long) (offers.count() + answers.count()),
                opened.count(),
                List.copyOf(connectMillis),
                failures);
    }

    private synchronized void opened(long attemptMillis) {
        opened.record(attemptMillis, TimeUnit.MILLISECONDS);
        if (connectMillis.size() == PeerStatistics.MAX_SAMPLES) {
            connectMillis.remove();
        }
        connectMillis.add(attemptMillis);
    }

    private synchronized void ended(String name, String description, LinkTrouble trouble) {
        failures.merge(trouble.word(), 1L, Long::sum);
        Counter.builder(name)
                .description(description)
                .tag("reason", trouble.word())
                .register(registry)
                .increment();
    }

    private Counter attempts(String role) {
        return Counter.builder("witness.link.attempts")
                .description("Attempts to connect, by what we did")
                .tag("role", role)
                .register(registry);
    }
}
