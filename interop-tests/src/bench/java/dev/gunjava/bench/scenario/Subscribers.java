package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Heard;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.run.Load;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** One writer and those who hear all keys of a node, each of whom must hear each value once at least. */
final class Subscribers {
    /** How many values are written before all must have come to all. */
    static final int WAVE = 200;

    private static final int PENDING = 200_000;
    private static final Duration SETTLED = Duration.ofMillis(500);
    private static final String SOUL = "fan-out/";
    private static final String KEY = "k";

    private final Load load;
    private final int keys;
    private final String puts;
    private final Client writer;
    private final List<Client> all;
    private final int first;
    private final int[][] newest;
    private final long[] sentAt;
    private final long[] latencies;
    private int latencyCount;
    private long delivered;
    private int next;

    /**
     * Lets them subscribe, and waits until each has seen the node.
     *
     * @param keys how many keys are written in turn
     * @param latencies how many latencies are kept, the first ones since they were last forgotten
     */
    Subscribers(Load load, int count, int keys, int latencies) {
        this.load = load;
        this.keys = keys;
        this.latencies = new long[latencies];
        sentAt = new long[keys];
        newest = new int[count][keys];
        for (int[] mine : newest) {
            Arrays.fill(mine, -1);
        }
        puts = load.wording().ids("put");
        writer = load.open();
        writer.send(load.wording().put(load.wording().ids("first"), 0, SOUL, 0, "first", 0));
        load.loop().pass(SETTLED);
        BitSet ready = new BitSet();
        all = load.open(count, (client, message) -> {
            if (message.hasPut() && message.size() > 0) {
                ready.set(client.number());
            }
        });
        first = all.get(0).number();
        String gets = load.wording().ids("subscribe");
        all.forEach(client -> client.send(load.wording().get(gets, client.number(), SOUL, 0)));
        load.await("the node at all subscribers", () -> ready.cardinality() == count);
        load.loop().pass(SETTLED);
        all.forEach(client -> client.listener(this::hear));
    }

    /** Writes the next value, to the next key. */
    void write() {
        int number = next++;
        int key = number % keys;
        sentAt[key] = System.nanoTime();
        writer.send(load.wording().put(puts, number, SOUL, 0, KEY + key, number));
    }

    int written() {
        return next;
    }

    /** Writes as fast as all hear it, wave by wave, for so long. */
    void waves(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            int last = next + WAVE;
            load.loop().until(() -> next == last, Load.PATIENCE, () -> {
                while (next < last && writer.pending() < PENDING) {
                    write();
                }
            });
            awaitAll();
        } while (System.nanoTime() < end && load.faults().isEmpty());
    }

    private void hear(Client client, Heard message) {
        int[] mine = newest[client.number() - first];
        for (int i = 0; i < message.size(); i++) {
            Heard.Cell cell = message.cell(i);
            int key = cell.key().numberAfter(KEY);
            int number = key < 0 ? -1 : Wording.numberOf(cell.value());
            if (number < 0) {
                continue;
            }
            if (number >= next || number % keys != key) {
                load.fault("a value that was never written to that key");
            } else if (number > mine[key]) {
                mine[key] = number;
                delivered++;
                if (latencyCount < latencies.length) {
                    latencies[latencyCount++] = System.nanoTime() - sentAt[key];
                }
            }
        }
    }

    /** How many values have come to somebody. */
    long delivered() {
        return delivered;
    }

    /** Waits until everybody has everything. */
    void awaitAll() {
        long wanted = (long) next * all.size();
        load.await("all values at all subscribers", () -> delivered >= wanted);
    }

    void forgetLatencies() {
        latencyCount = 0;
    }

    /** The latencies since then, ms. */
    double[] latencies() {
        return Arrays.stream(latencies, 0, latencyCount)
                .mapToDouble(nanos -> nanos / 1e6)
                .toArray();
    }
}
