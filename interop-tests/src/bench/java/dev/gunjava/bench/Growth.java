package dev.gunjava.bench;

import dev.gunjava.bench.report.Format;
import dev.gunjava.bench.report.LineChart;
import dev.gunjava.bench.report.LineChart.Curve;
import dev.gunjava.bench.report.LineChart.Point;
import dev.gunjava.bench.report.Results;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Pace;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import dev.gunjava.bench.scenario.FanOutScenario;
import dev.gunjava.bench.scenario.MemoryScenario;
import dev.gunjava.bench.scenario.PeersScenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How one thing grows with a size. */
enum Growth {
    KEYS("keys in the graph", "keys/s while they are written") {
        @Override
        List<Integer> steps() {
            return List.of(10_000, 100_000, 1_000_000);
        }

        @Override
        Scenario at(int size) {
            return new MemoryScenario();
        }

        @Override
        Pace pace(Pace pace, int size) {
            return new Pace(pace.warmUp(), pace.measured(), size);
        }
    },
    SUBSCRIBERS("subscribers of one node", "values/s") {
        @Override
        List<Integer> steps() {
            return List.of(10, 100, 1_000, 4_000);
        }

        @Override
        Scenario at(int size) {
            return new FanOutScenario(size);
        }
    },
    PEERS("witness peers", "ms until everyone knows everyone") {
        @Override
        List<Integer> steps() {
            return List.of(10, 25, 50, 100, 200, 400);
        }

        @Override
        Scenario at(int size) {
            return new PeersScenario(size);
        }
    };

    private final String sizes;
    private final String metric;

    Growth(String sizes, String metric) {
        this.sizes = sizes;
        this.metric = metric;
    }

    /** What is measured at a size. */
    abstract Scenario at(int size);

    /** How long and how large it is then. */
    Pace pace(Pace pace, int size) {
        return pace;
    }

    /** The sizes. */
    abstract List<Integer> steps();

    /** All that was measured, by size. */
    static final class Grown {
        private final Growth growth;
        private final Map<Integer, Results> bySize = new LinkedHashMap<>();

        Grown(Growth growth) {
            this.growth = growth;
        }

        /** The results at a size, to add to. */
        Results at(int size) {
            return bySize.computeIfAbsent(size, any -> new Results(growth.at(size)));
        }

        /** Whether a side did not live through a smaller size. */
        boolean isOver(Side side) {
            return bySize.values().stream()
                    .anyMatch(results -> !results.of(side).isEmpty() && results.correct(side) == 0);
        }

        /** The picture of what is done in a time. */
        String speed() {
            return LineChart.of(growth.metric, growth.sizes, curves((results, side) -> median(results, side)));
        }

        /** The picture of the memory that it takes. */
        String memory() {
            return LineChart.of(
                    "most memory of the relay, MB", growth.sizes, curves((results, side) -> results.peak(side) / 1e6));
        }

        private double median(Results results, Side side) {
            Metric metric = results.scenario().metrics().stream()
                    .filter(any -> any.name().equals(growth.metric))
                    .findFirst()
                    .orElseThrow();
            return results.median(side, metric);
        }

        private interface Figure {
            double of(Results results, Side side);
        }

        private List<Curve> curves(Figure figure) {
            List<Curve> curves = new ArrayList<>();
            for (Side side : GrowthCommand.SIDES) {
                List<Point> points = new ArrayList<>();
                bySize.forEach((size, results) -> {
                    double at = figure.of(results, side);
                    if (at > 0) {
                        points.add(new Point(size, at));
                    }
                });
                curves.add(new Curve(side.label(), points));
            }
            return curves;
        }

        /** The table of both. */
        String table() {
            StringBuilder out = new StringBuilder("| " + growth.sizes + " | " + growth.metric
                    + ": gun.js | ours | most memory, MB: gun.js | ours |\n|---:|---:|---:|---:|---:|\n");
            bySize.forEach((size, results) -> {
                out.append("| ").append(Format.figure(size).replaceAll("\\.\\d+$", ""));
                GrowthCommand.SIDES.forEach(side -> out.append(" | ").append(Format.figure(median(results, side))));
                GrowthCommand.SIDES.forEach(side -> out.append(" | ").append(Format.megabytes(results.peak(side))));
                out.append(" |\n");
            });
            return out.toString();
        }
    }
}
