package dev.gunjava.bench.report;

import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Metric.Goal;
import java.util.ArrayList;
import java.util.List;

/** How many times better ours is: for each scenario a bar for what it measures first, one for CPU, one for memory. */
public final class RatioChart {
    private static final int WIDTH = 860;
    private static final int LEFT = 320;
    private static final int RIGHT = WIDTH - 60;
    private static final int TOP = 58;
    private static final int BAR = 12;
    private static final int GAP = 10;

    private RatioChart() {}

    private record Bar(double ratio, double goal, String style) {}

    private record Group(String title, List<Bar> bars) {
        int height() {
            return bars.size() * BAR + GAP;
        }
    }

    /** The picture. */
    public static String of(List<Results> all) {
        List<Group> groups = all.stream()
                .map(RatioChart::group)
                .filter(group -> !group.bars().isEmpty())
                .toList();
        List<Double> figures = new ArrayList<>(List.of(1d, 10d));
        groups.forEach(group -> group.bars().forEach(bar -> {
            figures.add(bar.ratio());
            figures.add(bar.goal());
        }));
        figures.removeIf(figure -> Double.isNaN(figure) || figure <= 0);
        Scale scale = Scale.of(figures, LEFT, RIGHT);
        int height = TOP + groups.stream().mapToInt(Group::height).sum() + 24;
        Svg svg = new Svg(WIDTH, height, "How many times better our relay is than gun.js, by scenario");
        legend(svg);
        for (double tick : scale.ticks()) {
            svg.line(scale.at(tick), TOP - 6, scale.at(tick), height - 20, tick == 1 ? "axis" : "grid");
            svg.text(scale.at(tick), height - 6, "middle", "dim", tickLabel(tick));
        }
        int y = TOP;
        for (Group group : groups) {
            svg.text(LEFT - 10, y + group.bars().size() * BAR / 2d + 4, "end", "", group.title());
            for (Bar bar : group.bars()) {
                draw(svg, scale, bar, y);
                y += BAR;
            }
            y += GAP;
        }
        return svg.toString();
    }

    private static void legend(Svg svg) {
        svg.text(10, 20, "start", "title", "Our relay against gun.js: how many times better");
        String[] names = {"what is measured", "CPU of the relay", "most memory", "goal"};
        String[] styles = {"a", "b", "c", "goal"};
        int x = LEFT;
        for (int i = 0; i < names.length; i++) {
            if (styles[i].equals("goal")) {
                svg.line(x + 4, 32, x + 4, 44, "goal");
            } else {
                svg.bar(x, 34, 10, 10, styles[i]);
            }
            svg.text(x + 15, 43, "start", "dim", names[i]);
            x += 128;
        }
    }

    private static String tickLabel(double tick) {
        return (tick >= 1 ? Format.figure(tick).replaceAll("\\.0+$", "") : Double.toString(tick)) + "×";
    }

    private static void draw(Svg svg, Scale scale, Bar bar, int y) {
        double one = scale.at(1);
        double end = scale.at(bar.ratio());
        svg.bar(Math.min(one, end), y, Math.max(1, Math.abs(end - one)), BAR - 1, bar.style());
        svg.text(Math.max(one, end) + 5, y + BAR - 2, "start", "small", Format.times(bar.ratio()));
        if (!Double.isNaN(bar.goal())) {
            svg.line(scale.at(bar.goal()), y - 1, scale.at(bar.goal()), y + BAR, "goal");
        }
    }

    private static Group group(Results results) {
        List<Bar> bars = new ArrayList<>();
        List<Metric> metrics = results.scenario().metrics();
        add(bars, results.ratio(metrics.get(0)), goal(metrics.get(0)), "a");
        metrics.stream()
                .skip(1)
                .filter(metric -> metric.name().contains("CPU"))
                .findFirst()
                .ifPresent(metric -> add(bars, results.ratio(metric), goal(metric), "b"));
        add(bars, results.memoryRatio(), Double.NaN, "c");
        return new Group(results.scenario().title(), bars);
    }

    private static void add(List<Bar> bars, double ratio, double goal, String style) {
        if (Double.isFinite(ratio) && ratio > 0) {
            bars.add(new Bar(ratio, goal, style));
        }
    }

    private static double goal(Metric metric) {
        return metric.goal() instanceof Goal.Times times ? times.factor() : Double.NaN;
    }
}
