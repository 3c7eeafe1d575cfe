package dev.gunjava.bench.scenario;

import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.util.List;

/**
 * One client writes distinct keys of a node as fast as it can, wave after wave, and each subscriber must hear every value:
 * no two values of a wave are of one key, so that none may be left out.
 */
public final class FanOutScenario extends RelayScenario {

    private final int subscribers;

    public FanOutScenario(int subscribers) {
        super(
                "fan-out" + subscribers,
                "fan-out to " + subscribers + ", distinct keys",
                List.of(Metric.more("values/s", 1.5), Metric.less("µs CPU a value", 4)),
                List.of(Side.GUN_MEMORY, Side.GUN_FLOODING, Side.OURS_MEMORY));
        this.subscribers = subscribers;
    }

    @Override
    protected double[] measure(Load load) {
        Subscribers all = new Subscribers(load, subscribers, Subscribers.WAVE, 0);
        all.waves(load.pace().warmUp());
        long before = all.delivered();
        Load.Meter meter = load.meter();
        all.waves(load.pace().measured());
        Load.Usage usage = meter.stop();
        double count = (double) (all.delivered() - before);
        return new double[] {usage.rate(count), usage.cpuMicros(count)};
    }
}
