package dev.gunjava.bench.run;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Listener;
import dev.gunjava.bench.load.Loop;
import dev.gunjava.bench.load.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** What is brought to bear on one relay, with what goes wrong under it. */
public final class Load implements AutoCloseable {
    /** Nothing of a benchmark takes longer; what does has failed. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Connecting all at once would measure the backlog of the socket. */
    private static final int CONNECTING_AT_ONCE = 200;

    private static final Listener DEAF = (client, message) -> {};
    private static final int WARM_SOULS = 64;
    private static final int WARM_BURST = 32;

    private final RelayProcess relay;
    private final Pace pace;
    private final Loop loop = new Loop();
    private final Wording wording = new Wording();
    private final Random random;
    private final List<String> faults = new ArrayList<>();
    private final ProcessHandle self = ProcessHandle.current();
    private double generatorShare = Double.NaN;

    /** A load without clients. */
    public Load(RelayProcess relay, Pace pace, long seed) {
        this.relay = relay;
        this.pace = pace;
        this.random = new Random(seed);
    }

    public RelayProcess relay() {
        return relay;
    }

    public Pace pace() {
        return pace;
    }

    public Loop loop() {
        return loop;
    }

    public Wording wording() {
        return wording;
    }

    public Random random() {
        return random;
    }

    /** Notes that the relay did something wrong: then its figures count for nothing. */
    public void fault(String what) {
        if (faults.size() < 10) {
            faults.add(what);
        }
    }

    /** Notes it unless it is so. */
    public void insist(boolean so, String otherwise) {
        if (!so) {
            fault(otherwise);
        }
    }

    /** What went wrong. */
    public List<String> faults() {
        return faults;
    }

    /** The largest share of a core that the generator needed; near 1 it is the limit, not the relay. NaN: not measured. */
    public double generatorShare() {
        return generatorShare;
    }

    /** Opens a client. */
    public Client open() {
        return open(1, DEAF).get(0);
    }

    /** Opens clients, and shakes hands. */
    public List<Client> open(int count, Listener listener) {
        List<Client> opened = new ArrayList<>();
        while (opened.size() < count) {
            for (int i = 0; i < CONNECTING_AT_ONCE && opened.size() < count; i++) {
                opened.add(loop.connect(relay.uri(), listener));
            }
            insist(
                    loop.until(
                            () -> opened.stream().allMatch(client -> client.isOpen() || client.isClosed()), PATIENCE),
                    "a client is not connected");
        }
        for (Client client : opened) {
            if (client.isClosed()) {
                throw new IllegalStateException("the relay took no client: " + client.closeReason());
            }
            client.send(wording.hello(client.number()));
        }
        return opened;
    }

    /** Turns until something is so, and notes it as a fault if it is not in time. */
    public void await(String what, BooleanSupplier done) {
        await(what, done, () -> {});
    }

    /**
     * Turns until something is so, and notes it as a fault if it is not in time.
     *
     * @param feed what to send, called before each turn
     */
    public void await(String what, BooleanSupplier done, Runnable feed) {
        insist(
                loop.until(() -> done.getAsBoolean() || !relay.isAlive(), PATIENCE, feed) && relay.isAlive(),
                "not in time: " + what);
    }

    /** Puts and gets for the time of the warm-up, for loads that cannot warm up by themselves. */
    public void warmUp() {
        int[] answered = {0};
        int[] sent = {0};
        Client client = open(1, (from, message) -> {
                    if (message.to().startsWith("warm-get")) {
                        answered[0]++;
                    }
                })
                .get(0);
        String puts = wording.ids("warm-put");
        String gets = wording.ids("warm-get");
        loop.until(() -> client.isClosed(), pace.warmUp(), () -> {
            while (sent[0] - answered[0] < 8) {
                int get = sent[0]++;
                for (int i = 0; i < WARM_BURST; i++) {
                    int number = get * WARM_BURST + i;
                    client.send(wording.put(puts, number, "warm/", number % WARM_SOULS, "k" + i % 8, number % 1_000));
                }
                client.send(wording.get(gets, get, "warm/", get % WARM_SOULS));
            }
        });
        await("the answers of the warm-up", () -> answered[0] >= sent[0] || client.isClosed());
        client.close();
    }

    /** Begins to measure. */
    public Meter meter() {
        return new Meter();
    }

    /** What a measurement came to. */
    public record Usage(double seconds, double relayCpuSeconds) {
        /** CPU of the relay for each of so many, µs. */
        public double cpuMicros(double count) {
            return relayCpuSeconds * 1e6 / count;
        }

        /** So many in a second. */
        public double rate(double count) {
            return count / seconds;
        }
    }

    /** A measurement that runs. */
    public final class Meter {
        private final long began = System.nanoTime();
        private final double relayBefore = relay.reading().cpuSeconds();
        private final double selfBefore = Reading.of(self).cpuSeconds();

        /** Ends it. */
        public Usage stop() {
            double seconds = (System.nanoTime() - began) / 1e9;
            double share = (Reading.of(self).cpuSeconds() - selfBefore) / seconds;
            generatorShare = Double.isNaN(generatorShare) ? share : Math.max(generatorShare, share);
            return new Usage(seconds, relay.reading().cpuSeconds() - relayBefore);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
