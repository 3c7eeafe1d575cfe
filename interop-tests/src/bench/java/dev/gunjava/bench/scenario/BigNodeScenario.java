package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Heard;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.report.Statistics;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** One client reads a node of ten thousand keys again and again; each time it waits for all of them. */
public final class BigNodeScenario extends RelayScenario {
    private static final int KEYS = 10_000;
    private static final int PUT = 100;
    private static final int TIMES = 20;
    private static final int TRIES = 6;
    private static final Duration SETTLED = Duration.ofSeconds(1);
    private static final String SOUL = "big/";

    private final BitSet seen = new BitSet();
    private String current = "";
    private int next;

    public BigNodeScenario() {
        super(
                "big-node",
                "one node of 10 000 keys",
                List.of(Metric.less("ms until all are there", 6), Metric.less("ms CPU a get")),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        next = 0;
        Client client = load.open();
        client.listener((from, message) -> look(load, message));
        write(load, client);
        long end = System.nanoTime() + load.pace().warmUp().toNanos();
        do {
            read(load, client, Load.PATIENCE);
        } while (System.nanoTime() < end && load.faults().isEmpty());
        List<Double> times = new ArrayList<>();
        Load.Meter meter = load.meter();
        for (int i = 0; i < TIMES && load.faults().isEmpty(); i++) {
            long before = System.nanoTime();
            read(load, client, Load.PATIENCE);
            load.insist(seen.cardinality() == KEYS, "the answer has " + seen.cardinality() + " keys");
            times.add((System.nanoTime() - before) / 1e6);
        }
        return new double[] {Statistics.median(times), meter.stop().cpuMicros(TIMES) / 1e3};
    }

    private void write(Load load, Client client) {
        String puts = load.wording().ids("big-put");
        for (int from = 0; from < KEYS; from += PUT) {
            client.send(load.wording().putKeys(puts, from, SOUL, 0, "k", from, from + PUT, from));
            load.loop().pass(Duration.ofMillis(2));
        }
        load.loop().pass(SETTLED);
        for (int i = 0; i < TRIES && seen.cardinality() < KEYS; i++) {
            read(load, client, SETTLED.multipliedBy(3));
        }
        load.insist(seen.cardinality() == KEYS, "the node never has more than " + seen.cardinality() + " keys");
    }

    private void read(Load load, Client client, Duration patience) {
        current = load.wording().ids("big" + next++ + "x");
        seen.clear();
        client.send(load.wording().get(current, 0, SOUL, 0));
        load.loop().until(() -> seen.cardinality() == KEYS, patience);
    }

    private void look(Load load, Heard message) {
        if (current.isEmpty() || !message.to().startsWith(current)) {
            return;
        }
        for (int i = 0; i < message.size(); i++) {
            int key = message.cell(i).key().numberAfter("k");
            load.insist(key >= 0 && Wording.numberOf(message.cell(i).value()) == key, "the node has a wrong value");
            seen.set(Math.max(key, 0));
        }
    }
}
