package dev.gunjava.bench.scenario;

import dev.gunjava.bench.report.Statistics;
import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.RelayScenario;
import dev.gunjava.bench.run.Side;
import java.time.Duration;
import java.util.List;

/** Fifty values a second to a hundred subscribers: how long each takes on its way. */
public final class FanOutLatencyScenario extends RelayScenario {
    private static final int SUBSCRIBERS = 100;
    private static final int RATE = 50;
    private static final int KEYS = 1_000;
    private static final int KEPT = 1 << 20;

    public FanOutLatencyScenario() {
        super(
                "latency",
                "fan-out at 50/s to 100",
                List.of(
                        Metric.less("ms to the subscriber, p50", 3),
                        Metric.less("ms to the subscriber, p99"),
                        Metric.less("µs CPU a value")),
                List.of(Side.GUN_MEMORY, Side.GUN_FLOODING, Side.OURS_MEMORY));
    }

    @Override
    protected double[] measure(Load load) {
        Subscribers all = new Subscribers(load, SUBSCRIBERS, KEYS, KEPT);
        // At this rate alone it would take minutes until the compilers are done.
        all.waves(load.pace().warmUp().dividedBy(2));
        writeFor(load, all, load.pace().warmUp().dividedBy(2));
        all.awaitAll();
        all.forgetLatencies();
        long before = all.delivered();
        Load.Meter meter = load.meter();
        writeFor(load, all, load.pace().measured());
        all.awaitAll();
        double cpu = meter.stop().cpuMicros((double) (all.delivered() - before));
        double[] latencies = all.latencies();
        return new double[] {Statistics.percentile(latencies, 50), Statistics.percentile(latencies, 99), cpu};
    }

    private static void writeFor(Load load, Subscribers all, Duration time) {
        long began = System.nanoTime();
        int before = all.written();
        load.loop().until(() -> false, time, () -> {
            if ((System.nanoTime() - began) / 1e9 * RATE > all.written() - before) {
                all.write();
            }
        });
    }
}
