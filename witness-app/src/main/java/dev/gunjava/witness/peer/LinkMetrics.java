package dev.gunjava.witness.peer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
    private final Timer opened;

    LinkMetrics(MeterRegistry registry) {
        this.registry = registry;
        offers = attempts("offer");
        answers = attempts("answer");
        opened = Timer.builder("witness.link.opened")
                .description("Attempts that ended with an open channel, and how long each took")
                .register(registry);
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
            case OPEN -> opened.record(attemptMillis, TimeUnit.MILLISECONDS);
            case BACKING_OFF -> ended("witness.link.failures", "Attempts that came to nothing, by reason", trouble);
            case LOST -> {
                if (before == LinkState.OPEN) {
                    ended("witness.link.lost", "Open channels that ended, by reason", trouble);
                }
            }
            case DISCOVERED, CONNECTING -> {}
        }
    }

    private void ended(String name, String description, LinkTrouble trouble) {
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
