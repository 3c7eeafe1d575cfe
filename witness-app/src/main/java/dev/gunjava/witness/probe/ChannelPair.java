package dev.gunjava.witness.probe;

import dev.gunjava.witness.rtc.DataLink;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.LinkEnd;
import dev.gunjava.witness.rtc.LocalDescription;
import dev.gunjava.witness.rtc.SessionDescription;
import dev.gunjava.witness.rtc.TrickledCandidate;
import dev.gunjava.witness.rtc.WebRtcLinks;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Two peers in this process with a channel between them, which hand each other their descriptions without a relay. */
public final class ChannelPair implements AutoCloseable {
    private final ExecutorService delivery =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "channel-pair"));
    private final WebRtcLinks links;
    private final Side here;
    private final Side there;

    /**
     * Two peers that do nothing yet. Blocks for about a second if nobody uses the native library.
     *
     * @throws dev.gunjava.witness.rtc.WebRtcUnavailableException if this machine lacks something
     */
    public ChannelPair() {
        try {
            links = WebRtcLinks.open(IceConfiguration.NO_SERVERS, delivery);
        } catch (RuntimeException unavailable) {
            delivery.shutdown();
            throw unavailable;
        }
        here = new Side();
        there = new Side();
        here.other = there;
        there.other = here;
    }

    /**
     * Opens the channel; returns how long it took, from the offer until both sides can send. Blocks.
     *
     * @throws TimeoutException if it does not open in time, or not at all
     */
    public Duration open(Duration longest) throws InterruptedException, TimeoutException {
        long begun = System.nanoTime();
        here.link.offer();
        await(CompletableFuture.allOf(here.opened, there.opened), longest);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /**
     * Sends a text there and back; returns how long it took. Blocks.
     *
     * @throws TimeoutException if it does not come back in time
     */
    public Duration echo(String text, Duration longest) throws InterruptedException, TimeoutException {
        long begun = System.nanoTime();
        CompletableFuture<String> back = here.expect();
        here.link.send(text);
        await(back, longest);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void await(CompletableFuture<?> event, Duration longest)
            throws InterruptedException, TimeoutException {
        try {
            event.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException over) {
            throw new TimeoutException(over.getMessage());
        }
    }

    @Override
    public void close() {
        links.close();
        delivery.shutdown();
    }

    /** One of the two. What it hears comes in on the thread of delivery. */
    private final class Side implements DataLink.Listener {
        final DataLink link = links.create(this);
        final CompletableFuture<Void> opened = new CompletableFuture<>();

        @Nullable
        Side other;

        private volatile @Nullable CompletableFuture<String> expected;

        CompletableFuture<String> expect() {
            CompletableFuture<String> back = new CompletableFuture<>();
            expected = back;
            return back;
        }

        private DataLink otherLink() {
            if (other == null) {
                throw new IllegalStateException("one side alone");
            }
            return other.link;
        }

        @Override
        public void described(LocalDescription local) {
            if (local.type() == SessionDescription.Type.OFFER) {
                otherLink().answer(local.parsed());
            } else {
                otherLink().accept(local.parsed());
            }
        }

        @Override
        public void found(TrickledCandidate late) {
            otherLink().candidate(late);
        }

        @Override
        public void opened() {
            opened.complete(null);
        }

        @Override
        public void received(String text) {
            CompletableFuture<String> back = expected;
            if (back == null) {
                link.send(text);
            } else {
                back.complete(text);
            }
        }

        @Override
        public void aged() {}

        @Override
        public void dropped(String reason) {}

        @Override
        public void ended(LinkEnd end) {
            opened.completeExceptionally(new IllegalStateException(end.detail()));
        }
    }
}
