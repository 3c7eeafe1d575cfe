package dev.gunjava.bench;

import dev.gunjava.bench.report.Format;
import dev.gunjava.bench.report.Markdown;
import dev.gunjava.bench.report.RatioChart;
import dev.gunjava.bench.report.RawResults;
import dev.gunjava.bench.report.Results;
import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Pace;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import dev.gunjava.bench.scenario.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** gun.js and ours in turn, round after round, each time in a fresh process. */
@Command(
        name = "relays",
        description = "Puts the same loads on gun.js and on our relay, in turn, and compares.",
        mixinStandardHelpOptions = true)
final class RelaysCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Mixin
    private PaceOptions paces;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "The scenarios to run; all if none.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--side", paramLabel = "WHO", description = "both, ours or gun.js (${DEFAULT-VALUE}).")
    private String who = "both";

    @Option(names = "--seed", paramLabel = "N", description = "What random choices begin with (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description = "The relays.json of an earlier run, for the scenarios that are not run now.")
    private @Nullable Path earlier;

    @Override
    public Integer call() {
        List<Scenario> chosen = chosen();
        List<Results> measured = chosen.stream().map(Results::new).toList();
        List<Results> all = Stream.concat(measured.stream(), earlier(chosen).stream())
                .sorted(Comparator.comparing(
                        results -> Suite.names().indexOf(results.scenario().name())))
                .toList();
        for (int round = 1; round <= rounds; round++) {
            for (Results results : measured) {
                for (Side side : results.scenario().sides()) {
                    if (takesPart(side)) {
                        run(results, side, round);
                        keep(all);
                    }
                }
            }
        }
        spec.commandLine().getOut().println(report(all));
        spec.commandLine().getErr().println("bench: the tables and the picture are in " + output.folder());
        return measured.stream()
                        .allMatch(results -> results.correct(results.ours())
                                == results.of(results.ours()).size())
                ? 0
                : 1;
    }

    private boolean takesPart(Side side) {
        return switch (who) {
            case "ours" -> side.isOurs();
            case "gun.js" -> !side.isOurs();
            case "both" -> true;
            default -> throw usage("--side takes both, ours or gun.js, not " + who);
        };
    }

    private List<Scenario> chosen() {
        for (String name : only) {
            if (Suite.names().stream().noneMatch(known -> known.startsWith(name))) {
                throw usage("no scenario is called " + name + "; there are " + String.join(", ", Suite.names()));
            }
        }
        return Suite.all().stream()
                .filter(scenario -> only.isEmpty() || only.stream().anyMatch(scenario.name()::startsWith))
                .toList();
    }

    private List<Results> earlier(List<Scenario> chosen) {
        if (earlier == null) {
            return List.of();
        }
        List<Scenario> others = Suite.all().stream()
                .filter(scenario -> !named(chosen, scenario))
                .toList();
        try {
            return RawResults.read(Files.readString(earlier), others);
        } catch (IOException | JacksonException fault) {
            throw usage(
                    "--with takes the relays.json of a run, and cannot read " + earlier + ": " + fault.getMessage());
        }
    }

    private static boolean named(List<Scenario> some, Scenario scenario) {
        return some.stream().anyMatch(one -> one.name().equals(scenario.name()));
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private void run(Results results, Side side, int round) {
        Scenario scenario = results.scenario();
        Outcome outcome = scenario.attempt(side, paces.pace(), seed + round);
        results.add(side, outcome);
        StringBuilder line = new StringBuilder(round + "  " + scenario.name() + ", " + side.label() + ": ");
        for (Metric metric : scenario.metrics()) {
            double value = outcome.values().getOrDefault(metric.name(), Double.NaN);
            line.append(Format.figure(value)).append(' ').append(metric.name()).append("; ");
        }
        line.append(Format.megabytes(outcome.peakBytes())).append(" MB; generator ");
        line.append(Format.figure(outcome.generatorShare())).append(" of a core");
        outcome.faults().forEach(fault -> line.append("\n   WRONG: ").append(fault));
        spec.commandLine().getErr().println(line);
    }

    /** Writes what there is after each run, so that one that is broken off has not been for nothing. */
    private void keep(List<Results> all) {
        output.tables("relays", report(all));
        output.picture("relays.svg", RatioChart.of(all));
        output.raw("relays.json", RawResults.write(all));
    }

    private String report(List<Results> all) {
        Pace pace = paces.pace();
        String faults = Markdown.faults(all);
        return Markdown.figures(all) + "\n" + Markdown.circumstances(all) + "\n"
                + (faults.isEmpty() ? "" : "Runs that went wrong, and count for nothing:\n\n" + faults + "\n")
                + String.format(
                        Locale.ROOT,
                        "Medians of %d rounds, gun.js and ours in turn, a fresh process each time; %s s of load before each"
                                + " rate, which was then measured for %s s. Two figures of gun.js are with AXE / without,"
                                + " and the ratio is against the better. Memory was filled with %s keys. Bold: the goal"
                                + " is not reached. %s.%n",
                        rounds,
                        pace.warmUp().toMillis() / 1e3,
                        pace.measured().toMillis() / 1e3,
                        Format.figure(pace.keys()),
                        Machine.describe());
    }
}
