package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.List;

/** Nodes of one key each are written until there are as many as wanted; then what the process holds is divided by them. */
public final class MemoryScenario extends RelayScenario {
    private static final int GROUP = 64;
    private static final int WINDOW = 512;
    private static final Duration AT_REST = Duration.ofSeconds(1);
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SOUL = "memory/";

    public MemoryScenario() {
        super(
                "memory",
                "memory, nodes of one key and 32 characters",
                List.of(
                        Metric.atMost("B a key", 480),
                        Metric.more("keys/s while they are written"),
                        Metric.less("µs CPU a key")),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected List<String> flags() {
        return List.of("--graph-bytes", "2g");
    }

    @Override
    protected double[] measure(Load load) {
        int keys = load.pace().keys();
        load.loop().pass(AT_REST);
        double before = load.relay().reading().residentBytes();
        Load.Meter meter = load.meter();
        fill(load, keys);
        Load.Usage usage = meter.stop();
        load.loop().pass(SETTLED);
        double bytes = load.relay().reading().residentBytes() - before;
        new Readback(load, SOUL, soul -> soul).run(keys);
        return new double[] {bytes / keys, usage.rate(keys), usage.cpuMicros(keys)};
    }

    private static void fill(Load load, int keys) {
        String puts = load.wording().ids("put");
        String gets = load.wording().ids("get");
        int[] confirmed = {0};
        int[] sent = {0};
        Client client = load.open();
        client.listener((from, message) -> {
            if (message.hasPut()) {
                confirmed[0] = Math.max(confirmed[0], message.to().numberAfter(gets) + 1);
            }
        });
        boolean full = load.loop()
                .until(() -> confirmed[0] >= keys || !load.relay().isAlive(), PATIENCE, () -> {
                    while (sent[0] < keys && sent[0] - confirmed[0] < WINDOW) {
                        int number = sent[0]++;
                        client.send(load.wording().put(puts, number, SOUL, number, "v", number));
                        if (number % GROUP == GROUP - 1 || number == keys - 1) {
                            client.send(load.wording().get(gets, number, SOUL, number, "v"));
                        }
                    }
                });
        load.insist(full, "only " + confirmed[0] + " of " + keys + " keys were taken in " + PATIENCE);
    }
}
