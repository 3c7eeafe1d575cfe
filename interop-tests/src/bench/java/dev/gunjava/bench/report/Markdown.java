package dev.gunjava.bench.report;

import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Metric.Goal;
import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Side;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of {@code docs/performance.md}. */
public final class Markdown {
    private Markdown() {}

    /** What was measured: a row for each metric. */
    public static String figures(List<Results> all) {
        StringBuilder out =
                new StringBuilder("| scenario | | gun.js | ours | ratio | goal |\n|---|---|---:|---:|---:|---:|\n");
        for (Results results : all) {
            String title = results.scenario().title();
            for (Metric metric : results.scenario().metrics()) {
                double ratio = results.ratio(metric);
                double ours = results.median(results.ours(), metric);
                out.append(row(
                        title,
                        metric.name(),
                        others(results, metric),
                        Format.figure(ours),
                        bold(Format.times(ratio), metric.goal().reached(ratio, ours)),
                        goal(metric.goal())));
                title = "";
            }
        }
        return out.toString();
    }

    private static String others(Results results, Metric metric) {
        return results.others().stream()
                .map(side -> Format.figure(results.median(side, metric)))
                .collect(Collectors.joining(" / "));
    }

    private static String bold(String text, boolean reached) {
        return reached ? text : "**" + text + "**";
    }

    private static String goal(Goal goal) {
        if (goal instanceof Goal.Times times) {
            return Format.figure(times.factor()).replaceAll("\\.0+$", "") + "×";
        } else if (goal instanceof Goal.AtMost most) {
            return "≤ " + Format.figure(most.bound()).replaceAll("\\.0+$", "");
        }
        return "";
    }

    /** Memory, rounds that went right, and what the generator needed. */
    public static String circumstances(List<Results> all) {
        StringBuilder out = new StringBuilder(
                "| scenario | relay | right | most memory, MB | generator, of a core |\n|---|---|---:|---:|---:|\n");
        for (Results results : all) {
            String title = results.scenario().title();
            for (Side side : results.scenario().sides()) {
                out.append(row(
                        title,
                        side.label(),
                        results.correct(side) + " of " + results.of(side).size(),
                        Format.megabytes(results.peak(side)),
                        Format.figure(results.generatorShare(side))));
                title = "";
            }
        }
        return out.toString();
    }

    /** What went wrong, each once; empty if nothing did. */
    public static String faults(List<Results> all) {
        return all.stream()
                .flatMap(results -> results.scenario().sides().stream().flatMap(side -> results.of(side).stream()
                        .map(Outcome::faults)
                        .flatMap(List::stream)
                        .map(fault -> "- " + results.scenario().title() + ", " + side.label() + ": " + fault + "\n")))
                .distinct()
                .collect(Collectors.joining());
    }

    /** One row of a table. */
    static String row(String... cells) {
        return "| " + String.join(" | ", cells).replaceAll("\\|  (?=\\|)", "| ") + " |\n";
    }
}
