package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.load.Wording;
import dev.gunjava.bench.report.Statistics;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.util.ArrayList;
import java.util.List;

/** Some clients send what nobody should, while an honest one writes and reads; it must be served as if nothing were. */
public final class GarbageScenario extends RelayScenario {
    private static final int BAD_CLIENTS = 8;
    private static final int FRAMES = 400 * Garbage.KINDS;
    private static final int FRAMES_PER_SECOND = 4_000;
    private static final int AFTERWARDS = 50;
    private static final long PROBE_NANOS = 2_000_000;
    private static final String SOUL = "honest/";

    public GarbageScenario() {
        super(
                "garbage",
                "garbage of 25 kinds mixed into traffic",
                List.of(Metric.atMost("ms for the honest client, p99", 50)),
                List.of(Side.GUN_MEMORY, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        load.warmUp();
        Honest honest = new Honest(load);
        Garbage garbage = new Garbage(load.random());
        List<Client> bad = new ArrayList<>(load.open(BAD_CLIENTS, (client, message) -> {}));
        bad.forEach(Client::expendable);
        int[] sent = {0};
        long began = System.nanoTime();
        load.loop().until(() -> sent[0] == FRAMES || !load.relay().isAlive(), Load.PATIENCE, () -> {
            double due = (System.nanoTime() - began) / 1e9 * FRAMES_PER_SECOND;
            while (sent[0] < Math.min(FRAMES, due)) {
                int who = sent[0]++ % BAD_CLIENTS;
                if (bad.get(who).isClosed()) {
                    bad.set(who, load.loop().connect(load.relay().uri(), (client, message) -> {}));
                    bad.get(who).expendable();
                }
                garbage.send(bad.get(who));
            }
            honest.probe();
        });
        load.insist(load.relay().isAlive(), "dead after " + sent[0] + " frames of garbage");
        int before = honest.times.size();
        load.loop()
                .until(
                        () -> honest.times.size() >= before + AFTERWARDS
                                || !load.relay().isAlive(),
                        Load.PATIENCE,
                        honest::probe);
        load.insist(honest.times.size() >= before + AFTERWARDS, "the honest client is served no more");
        return new double[] {
            Statistics.percentile(
                    honest.times.stream().mapToDouble(Double::doubleValue).toArray(), 99)
        };
    }

    /** Puts a key and asks for it, again and again. */
    private static final class Honest {
        private final Load load;
        private final Client client;
        private final String puts;
        private final String gets;
        private final List<Double> times = new ArrayList<>();
        private long asked;
        private int number = -1;
        private boolean waiting;

        Honest(Load load) {
            this.load = load;
            puts = load.wording().ids("put");
            gets = load.wording().ids("get");
            client = load.open();
            client.listener((from, message) -> {
                if (waiting && message.to().numberAfter(gets) == number && message.size() > 0) {
                    waiting = false;
                    times.add((System.nanoTime() - asked) / 1e6);
                    load.insist(
                            Wording.numberOf(message.cell(0).value()) == number,
                            "the honest client reads a wrong value");
                }
            });
        }

        void probe() {
            long now = System.nanoTime();
            if (!waiting && now - asked >= PROBE_NANOS) {
                waiting = true;
                asked = now;
                number++;
                client.send(load.wording().put(puts, number, SOUL, number, "v", number));
                client.send(load.wording().get(gets, number, SOUL, number, "v"));
            }
        }
    }
}
