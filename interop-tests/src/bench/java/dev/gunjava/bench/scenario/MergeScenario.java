package dev.gunjava.bench.scenario;

import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Pace;
import dev.gunjava.bench.run.Places;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes are merged into a graph within a process, with no network: a thousand souls of seven keys, each write newer. */
public final class MergeScenario implements Scenario {
    private static final Metric RATE = Metric.more("merges/s", 20);

    @Override
    public String name() {
        return "merge";
    }

    @Override
    public String title() {
        return "merges in process";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(RATE);
    }

    @Override
    public List<Side> sides() {
        return List.of(Side.GUN_MEMORY, Side.GUN_FLOODING, Side.OURS_MEMORY);
    }

    @Override
    public Outcome run(Side side, Pace pace, long seed) {
        String warmUp = Long.toString(pace.warmUp().toMillis());
        String measured = Long.toString(pace.measured().toMillis());
        String script = Places.script("src/bench/js/gunjs-merges.mjs").toString();
        List<String> commandLine = side.isOurs()
                ? List.of(Places.java(), "-cp", Places.classPath(), MergeLoop.class.getName(), warmUp, measured)
                : List.of(Places.node(), script, warmUp, measured, Boolean.toString(side == Side.GUN_MEMORY));
        try {
            Process process =
                    new ProcessBuilder(commandLine).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            String last = said.substring(said.lastIndexOf('\n') + 1);
            return new Outcome(Map.of(RATE.name(), Double.parseDouble(last)), List.of(), Double.NaN, Double.NaN);
        } catch (IOException fault) {
            throw new UncheckedIOException("a process that merges does not start", fault);
        } catch (NumberFormatException noFigure) {
            return new Outcome(Map.of(), List.of(noFigure.getMessage()), Double.NaN, Double.NaN);
        }
    }
}
