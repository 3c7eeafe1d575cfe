package dev.gunjava.witness.web;

import dev.gunjava.witness.peer.PeerEventJson;
import dev.gunjava.witness.peer.PeerStatistics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The statistics of the peer with what they lack: how many messages there were in each of the last {@value #SECONDS}
 * seconds.
 *
 * <p>Thread-safe.
 */
final class StatisticsFeed implements AutoCloseable {
    static final int SECONDS = 120;
    private static final Logger log = LoggerFactory.getLogger(StatisticsFeed.class);

    private final Supplier<PeerStatistics> source;
    private final Deque<Second> seconds = new ArrayDeque<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "page-statistics");
        thread.setDaemon(true);
        return thread;
    });
    private PeerStatistics.Messages before;

    /** The messages of one second. */
    private record Second(long in, long out) {}

    StatisticsFeed(Supplier<PeerStatistics> source) {
        this.source = source;
        this.before = source.get().messages();
    }

    /**
     * Takes a sample each second from now on.
     *
     * @param sampled is called after each, on a thread of its own
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a failure is logged below
    void start(Runnable sampled) {
        timer.scheduleAtFixedRate(
                () -> {
                    try {
                        sample();
                        sampled.run();
                    } catch (RuntimeException fault) {
                        log.warn("The page is not told the statistics", fault);
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    /** A second is over. */
    synchronized void sample() {
        PeerStatistics.Messages now = source.get().messages();
        if (seconds.size() == SECONDS) {
            seconds.remove();
        }
        seconds.add(new Second(now.in() - before.in(), now.out() - before.out()));
        before = now;
    }

    synchronized ObjectNode toJson(long now) {
        ObjectNode json = PeerEventJson.statistics(now, source.get());
        ObjectNode perSecond = json.putObject("perSecond");
        ArrayNode in = perSecond.putArray("in");
        seconds.forEach(second -> in.add(second.in()));
        ArrayNode out = perSecond.putArray("out");
        seconds.forEach(second -> out.add(second.out()));
        return json;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
