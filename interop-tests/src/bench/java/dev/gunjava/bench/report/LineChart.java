package dev.gunjava.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Curves over sizes, both axes logarithmic, so that what grows in proportion is a straight line of slope one. */
public final class LineChart {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = WIDTH - 20;
    private static final int TOP = 60;
    private static final int BOTTOM = HEIGHT - 44;
    private static final String[] STYLES = {"b", "a", "c"};

    private LineChart() {}

    /** A measured figure at a size. */
    public record Point(double size, double figure) {}

    /** The figures of one relay. */
    public record Curve(String name, List<Point> points) {}

    /**
     * The picture.
     *
     * @param title what is shown, with its unit
     * @param sizes what is along the axis below
     */
    public static String of(String title, String sizes, List<Curve> curves) {
        List<Point> all =
                curves.stream().flatMap(curve -> curve.points().stream()).toList();
        Scale x = Scale.of(all.stream().map(Point::size).toList(), LEFT, RIGHT);
        Scale y = Scale.of(all.stream().map(Point::figure).toList(), BOTTOM, TOP);
        Svg svg = new Svg(WIDTH, HEIGHT, title + " against " + sizes);
        svg.text(10, 20, "start", "title", title);
        for (double tick : x.ticks()) {
            svg.line(x.at(tick), TOP, x.at(tick), BOTTOM, "grid");
            svg.text(x.at(tick), BOTTOM + 16, "middle", "dim", tickLabel(tick));
        }
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), RIGHT, y.at(tick), "grid");
            svg.text(LEFT - 6, y.at(tick) + 4, "end", "dim", tickLabel(tick));
        }
        svg.text((LEFT + RIGHT) / 2d, HEIGHT - 8, "middle", "", sizes);
        for (int i = 0; i < curves.size(); i++) {
            draw(svg, curves.get(i), STYLES[i % STYLES.length], x, y);
            svg.bar(LEFT + i * 110, 34, 10, 10, STYLES[i % STYLES.length]);
            svg.text(LEFT + 15 + i * 110, 43, "start", "", curves.get(i).name());
        }
        return svg.toString();
    }

    private static void draw(Svg svg, Curve curve, String style, Scale x, Scale y) {
        List<Point> points = new ArrayList<>(curve.points());
        svg.curve(
                points.stream()
                        .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x.at(point.size()), y.at(point.figure())))
                        .collect(Collectors.joining(" ")),
                style);
        points.forEach(point -> svg.dot(x.at(point.size()), y.at(point.figure()), style));
    }

    private static String tickLabel(double tick) {
        if (tick >= 1e6) {
            return Format.figure(tick / 1e6).replaceAll("\\.0+$", "") + " M";
        }
        return Format.figure(tick).replaceAll("\\.0+$", "");
    }
}
