package dev.gunjava.bench.report;

import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All runs of one scenario. */
public final class Results {
    private final Scenario scenario;
    private final Map<Side, List<Outcome>> outcomes = new EnumMap<>(Side.class);

    public Results(Scenario scenario) {
        this.scenario = scenario;
        scenario.sides().forEach(side -> outcomes.put(side, new ArrayList<>()));
    }

    public Scenario scenario() {
        return scenario;
    }

    /** Adds a run. */
    public void add(Side side, Outcome outcome) {
        outcomes.get(side).add(outcome);
    }

    /** The runs of a side. */
    public List<Outcome> of(Side side) {
        return outcomes.get(side);
    }

    /** Ours. */
    public Side ours() {
        return scenario.sides().stream().filter(Side::isOurs).findFirst().orElseThrow();
    }

    /** Those that ours is held against. */
    public List<Side> others() {
        return scenario.sides().stream().filter(side -> !side.isOurs()).toList();
    }

    /** How many runs of a side went right. */
    public long correct(Side side) {
        return of(side).stream().filter(Outcome::isCorrect).count();
    }

    /** The median over the runs that went right; NaN if none did. */
    public double median(Side side, Metric metric) {
        return median(side, outcome -> outcome.values().getOrDefault(metric.name(), Double.NaN));
    }

    /** The median of the most memory that a side held, bytes. */
    public double peak(Side side) {
        return median(side, Outcome::peakBytes);
    }

    /** The largest share of a core that the generator needed. */
    public double generatorShare(Side side) {
        return of(side).stream().mapToDouble(Outcome::generatorShare).max().orElse(Double.NaN);
    }

    private double median(Side side, ToDoubleFunction<Outcome> value) {
        return Statistics.median(of(side).stream()
                .filter(Outcome::isCorrect)
                .map(value::applyAsDouble)
                .filter(figure -> !Double.isNaN(figure))
                .toList());
    }

    /** How many times better ours is than the best of the others; NaN if that cannot be said. */
    public double ratio(Metric metric) {
        double ours = median(ours(), metric);
        return others().stream()
                .mapToDouble(side -> metric.ratio(ours, median(side, metric)))
                .filter(ratio -> !Double.isNaN(ratio))
                .min()
                .orElse(Double.NaN);
    }

    /** How many times less memory ours held than the best of the others. */
    public double memoryRatio() {
        double ours = peak(ours());
        return others().stream()
                .mapToDouble(side -> peak(side) / ours)
                .filter(ratio -> !Double.isNaN(ratio))
                .min()
                .orElse(Double.NaN);
    }
}
