package dev.gunjava.witness.probe;

import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.Gathering;
import dev.gunjava.witness.rtc.IceCandidate;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.LinkEnd;
import dev.gunjava.witness.rtc.LocalDescription;
import dev.gunjava.witness.rtc.TrickledCandidate;
import dev.gunjava.witness.rtc.WebRtcLinks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gathers candidates as a link does, without another side. */
public final class IceProbe {

    /** More steps than any machine has addresses and servers; further ones are not needed. */
    private static final int MAX_STEPS = 1_024;

    private IceProbe() {}

    /**
     * What was found.
     *
     * @param candidates in the order in which they were found
     * @param failures of servers, in the order in which they were told
     * @param isComplete whether there was nothing more to be found; otherwise the search was left early
     * @param took how long it took
     */
    public record Found(
            List<IceCandidate> candidates, List<Gathering.ServerFailed> failures, boolean isComplete, Duration took) {}

    /**
     * Gathers until a candidate is wanted, there are no more, or the time is up. Blocks.
     *
     * @throws dev.gunjava.witness.rtc.WebRtcUnavailableException if this machine lacks something
     */
    public static Found gather(IceConfiguration ice, Duration longest, Predicate<IceCandidate> wanted)
            throws InterruptedException {
        BlockingQueue<Gathering> steps = new LinkedBlockingQueue<>(MAX_STEPS);
        ExecutorService delivery = Executors.newSingleThreadExecutor(task -> new Thread(task, "ice-probe"));
        try (WebRtcLinks links = WebRtcLinks.open(ice, delivery)) {
            DataLink link = links.create(new Steps(steps));
            long begun = System.nanoTime();
            link.offer();
            Found found = collect(steps, begun, longest, wanted);
            link.abort();
            return found;
        } finally {
            delivery.shutdown();
        }
    }

    private static Found collect(
            BlockingQueue<Gathering> steps, long begun, Duration longest, Predicate<IceCandidate> wanted)
            throws InterruptedException {
        List<IceCandidate> candidates = new ArrayList<>();
        List<Gathering.ServerFailed> failures = new ArrayList<>();
        while (true) {
            Gathering step = steps.poll(longest.toNanos() - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
            boolean enough = step == null || step instanceof Gathering.Complete;
            if (step instanceof Gathering.Found found) {
                candidates.add(found.candidate());
                enough = wanted.test(found.candidate());
            } else if (step instanceof Gathering.ServerFailed failed) {
                failures.add(failed);
            }
            if (enough) {
                return new Found(candidates, failures, isComplete(step), Duration.ofNanos(System.nanoTime() - begun));
            }
        }
    }

    private static boolean isComplete(@Nullable Gathering last) {
        return last instanceof Gathering.Complete;
    }

    /** Hears of the search alone. */
    private record Steps(BlockingQueue<Gathering> steps) implements DataLink.Listener {
        @Override
        public void gathering(Gathering step) {
            steps.offer(step);
        }

        @Override
        public void described(LocalDescription local) {}

        @Override
        public void found(TrickledCandidate late) {}

        @Override
        public void opened() {}

        @Override
        public void received(String text) {}

        @Override
        public void aged() {}

        @Override
        public void dropped(String reason) {}

        @Override
        public void ended(LinkEnd end) {
            steps.offer(new Gathering.Complete());
        }
    }
}
