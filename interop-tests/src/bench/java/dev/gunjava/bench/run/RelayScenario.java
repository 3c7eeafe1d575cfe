package dev.gunjava.bench.run;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scenario that puts a load on a relay. */
public abstract class RelayScenario implements Scenario {
    private final String name;
    private final String title;
    private final List<Metric> metrics;
    private final List<Side> sides;

    protected RelayScenario(String name, String title, List<Metric> metrics, List<Side> sides) {
        this.name = name;
        this.title = title;
        this.metrics = metrics;
        this.sides = sides;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Metric> metrics() {
        return metrics;
    }

    @Override
    public List<Side> sides() {
        return sides;
    }

    /** Flags that our relay gets besides the usual. */
    protected List<String> flags() {
        return List.of();
    }

    /**
     * Puts the load on a fresh relay.
     *
     * @return a value for each metric, in their order; none for those that could not be measured
     */
    protected abstract double[] measure(Load load);

    @Override
    public Outcome run(Side side, Pace pace, long seed) {
        try (RelayProcess relay = RelayProcess.start(side, flags());
                Load load = new Load(relay, pace, seed)) {
            double[] measured = {};
            try {
                measured = measure(load);
            } catch (IllegalStateException | UncheckedIOException fault) {
                load.fault(fault.getMessage());
            }
            load.loop().lost().stream().limit(1).forEach(client -> load.fault("lost: " + client.closeReason()));
            load.insist(relay.isAlive(), "the relay has died");
            Map<String, Double> values = new LinkedHashMap<>();
            for (int i = 0; i < measured.length; i++) {
                values.put(metrics.get(i).name(), measured[i]);
            }
            return new Outcome(values, load.faults(), relay.reading().peakBytes(), load.generatorShare());
        }
    }
}
