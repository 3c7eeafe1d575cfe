package dev.gunjava.bench;

import dev.gunjava.bench.report.Format;
import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Pace;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Both relays at growing sizes, as long as they live. */
@Command(
        name = "growth",
        description = "Measures both relays with ever more keys, subscribers and peers, and draws the curves.",
        mixinStandardHelpOptions = true)
final class GrowthCommand implements Callable<Integer> {
    static final List<Side> SIDES = List.of(Side.GUN_MEMORY, Side.OURS_MEMORY);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Mixin
    private PaceOptions paces;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds = 1;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WHAT",
            description = "Some of ${COMPLETION-CANDIDATES}; all if none.")
    private List<Growth> only = new ArrayList<>();

    @Option(names = "--most", paramLabel = "N", description = "Leave out sizes beyond this.")
    private int most = Integer.MAX_VALUE;

    @Override
    public Integer call() {
        List<Growth.Grown> all = new ArrayList<>();
        for (Growth growth : only.isEmpty() ? List.of(Growth.values()) : only) {
            Growth.Grown grown = new Growth.Grown(growth);
            all.add(grown);
            for (int size : growth.steps()) {
                if (size <= most) {
                    measure(growth, grown, size);
                    String name = "growth-" + growth.name().toLowerCase(Locale.ROOT);
                    output.picture(name + ".svg", grown.speed());
                    output.picture(name + "-memory.svg", grown.memory());
                    output.tables("growth", tables(all));
                }
            }
        }
        spec.commandLine().getOut().println(tables(all));
        spec.commandLine().getErr().println("bench: the tables and the pictures are in " + output.folder());
        return 0;
    }

    private void measure(Growth growth, Growth.Grown grown, int size) {
        Pace pace = growth.pace(paces.pace(), size);
        List<Side> alive = SIDES.stream().filter(side -> !grown.isOver(side)).toList();
        for (int round = 1; round <= rounds; round++) {
            for (Side side : alive) {
                Scenario scenario = growth.at(size);
                Outcome outcome = scenario.attempt(side, pace, round);
                grown.at(size).add(side, outcome);
                String line = outcome.values().entrySet().stream()
                        .map(value -> Format.figure(value.getValue()) + " " + value.getKey())
                        .collect(Collectors.joining("; "));
                spec.commandLine()
                        .getErr()
                        .println(size + " " + growth + ", " + side.label() + ": " + line + "; "
                                + Format.megabytes(outcome.peakBytes()) + " MB; generator "
                                + Format.figure(outcome.generatorShare()) + " of a core "
                                + String.join("; ", outcome.faults()));
            }
        }
    }

    private static String tables(List<Growth.Grown> all) {
        return all.stream().map(Growth.Grown::table).collect(Collectors.joining("\n")) + "\n" + Machine.describe()
                + "\n";
    }
}
