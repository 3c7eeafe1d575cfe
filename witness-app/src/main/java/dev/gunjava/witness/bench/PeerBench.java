package dev.gunjava.witness.bench;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.Allowance;
import dev.gunjava.witness.PeerLimits;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.peer.ConnectionStatus;
import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.WitnessPeer;
import dev.gunjava.witness.probe.ChannelPair;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Figures of two peers in this process. */
public final class PeerBench {
    /** How many channels are opened. */
    public static final int CHANNELS = 5;

    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final long MEETING_SECONDS = 20;
    private static final long ARRIVAL_SECONDS = 5;
    /** A person does not say more; and a peer may hold back who does. */
    private static final long PAUSE_MILLIS = 10;

    /** More than the pause between two witnesses lets through, so that what is measured is never held back. */
    private static final Allowance AS_FAST_AS_SAID = new Allowance(1_000, 1_000);

    private PeerBench() {}

    /**
     * Opens channels, one after the other; returns the median of what it took, from the offer until both can send, in ms.
     *
     * @throws IOException if one does not open
     */
    public static double openMillis() throws IOException, InterruptedException {
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            try (ChannelPair pair = new ChannelPair()) {
                taken.add(pair.open(OPENING).toNanos() / 1e6);
            } catch (TimeoutException silence) {
                throw new IOException(
                        "no channel opened within " + OPENING.toSeconds() + " s; see './witness doctor'", silence);
            }
        }
        Collections.sort(taken);
        return taken.get(CHANNELS / 2);
    }

    /**
     * Has one peer say things, one at a time; measures until the other one tells of each.
     *
     * @throws IOException if they do not meet, or one thing does not arrive
     */
    public static Figure witnesses(Duration time) throws IOException, InterruptedException {
        CountDownLatch met = new CountDownLatch(2);
        Semaphore arrived = new Semaphore(0);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        try (GunRelay relay =
                        GunRelay.builder().profile(Profile.SIGNALLING).port(0).open();
                WitnessPeer here = peer(relay, met, new Semaphore(0), ConcurrentHashMap.newKeySet());
                WitnessPeer there = peer(relay, met, arrived, heard)) {
            if (!met.await(MEETING_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        here.id() + " and " + there.id() + " did not meet within " + MEETING_SECONDS + " s");
            }
            Stopwatch watch = new Stopwatch(time);
            for (int n = 0; !watch.isOver(); n++) {
                long begun = System.nanoTime();
                Witness said = here.add("bench " + n, null);
                do {
                    if (!arrived.tryAcquire(ARRIVAL_SECONDS, TimeUnit.SECONDS)) {
                        throw new IOException("what was said did not arrive within " + ARRIVAL_SECONDS + " s");
                    }
                } while (!heard.remove(said.id()));
                watch.done(begun);
                Thread.sleep(PAUSE_MILLIS);
            }
            return watch.figure();
        }
    }

    private static WitnessPeer peer(GunRelay relay, CountDownLatch met, Semaphore arrived, Set<String> heard) {
        return WitnessPeer.builder()
                .relays(List.of(relay.uri()))
                .limits(PeerLimits.DEPLOYED.withNewOfLink(AS_FAST_AS_SAID))
                .listener(event -> {
                    if (event instanceof PeerEvent.StatusChanged changed
                            && changed.status().mode() == ConnectionStatus.Mode.P2P) {
                        met.countDown();
                    } else if (event instanceof PeerEvent.WitnessChanged changed
                            && changed.change() == PeerEvent.Change.ADDED) {
                        heard.add(changed.witness().id());
                        arrived.release();
                    }
                })
                .open();
    }
}
