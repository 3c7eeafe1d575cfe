package dev.gunjava.bench.scenario;

import dev.gunjava.bench.load.Client;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Pace;
import dev.gunjava.bench.run.Reading;
import dev.gunjava.bench.run.RelayProcess;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A relay is started, answers one get behind one put, and then is left alone. */
public final class StartScenario implements Scenario {
    private static final Metric ANSWERED = Metric.atMost("ms to the first answer", 1_500);
    private static final Metric IDLE = Metric.atMost("MB when idle", 90);
    private static final Metric CPU = Metric.less("s CPU to start");
    private static final Duration AT_REST = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "start, and an idle relay";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(ANSWERED, IDLE, CPU);
    }

    @Override
    public List<Side> sides() {
        return List.of(Side.GUN_MEMORY, Side.OURS_MEMORY);
    }

    @Override
    public Outcome run(Side side, Pace pace, long seed) {
        long began = System.nanoTime();
        try (RelayProcess relay = RelayProcess.start(side, List.of());
                Load load = new Load(relay, pace, seed)) {
            boolean[] answered = {false};
            Client client = load.open();
            client.listener((from, message) -> answered[0] |= message.size() > 0);
            client.send(load.wording().put("first", 0, "start/", 0, "v", 0));
            client.send(load.wording().get("second", 0, "start/", 0, "v"));
            load.await("the first answer", () -> answered[0]);
            double millis = (System.nanoTime() - began) / 1e6;
            Reading started = relay.reading();
            load.loop().pass(AT_REST);
            Reading idle = relay.reading();
            return new Outcome(
                    Map.of(
                            ANSWERED.name(),
                            millis,
                            IDLE.name(),
                            idle.residentBytes() / 1e6,
                            CPU.name(),
                            started.cpuSeconds()),
                    load.faults(),
                    idle.peakBytes(),
                    Double.NaN);
        }
    }
}
