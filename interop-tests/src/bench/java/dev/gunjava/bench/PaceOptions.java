package dev.gunjava.bench;

import dev.gunjava.bench.run.Pace;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long and how large runs are. */
final class PaceOptions {
    @Option(names = "--quick", description = "Shorter and smaller: for a look, not for figures.")
    private boolean quick;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Load before each measurement (12; quick 3).")
    private double warmUp = Double.NaN;

    @Option(names = "--measure", paramLabel = "SECONDS", description = "How long a rate is measured (5; quick 2).")
    private double measured = Double.NaN;

    @Option(names = "--keys", paramLabel = "N", description = "Keys to fill memory with (1000000; quick 100000).")
    private int keys;

    Pace pace() {
        Pace base = quick ? Pace.QUICK : Pace.FULL;
        return new Pace(
                Double.isNaN(warmUp) ? base.warmUp() : seconds(warmUp),
                Double.isNaN(measured) ? base.measured() : seconds(measured),
                keys == 0 ? base.keys() : keys);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1e3));
    }
}
