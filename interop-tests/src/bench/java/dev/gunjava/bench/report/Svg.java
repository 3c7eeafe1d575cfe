package dev.gunjava.bench.report;

import java.util.Locale;

/** A picture as text: readable on a light page and on a dark one, without a script or a font of its own. */
final class Svg {
    private static final String STYLE =
            """
            <style>
            text { font: 12px system-ui, sans-serif; fill: #333 }
            .title { font-weight: 600; font-size: 14px }
            .dim, .small { fill: #777 }
            .small { font-size: 10px }
            .grid { stroke: #ddd }
            .axis { stroke: #888 }
            .goal { stroke: #b3261e; stroke-width: 2 }
            .a { fill: #2a6fbb; stroke: #2a6fbb }
            .b { fill: #d9822b; stroke: #d9822b }
            .c { fill: #3a8f5c; stroke: #3a8f5c }
            polyline { fill: none !important; stroke-width: 2 }
            @media (prefers-color-scheme: dark) {
              text { fill: #ddd }
              .dim, .small { fill: #999 }
              .grid { stroke: #444 }
              .a { fill: #6aa9e9; stroke: #6aa9e9 }
              .b { fill: #f0a75a; stroke: #f0a75a }
              .c { fill: #6cc490; stroke: #6cc490 }
              .goal { stroke: #ff7b72 }
            }
            </style>
            """;

    private final StringBuilder out = new StringBuilder();

    /** An empty picture, which says to those who cannot see it what it shows. */
    Svg(int width, int height, String label) {
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">%n",
                width,
                height,
                width,
                escaped(label)));
        out.append(STYLE);
    }

    Svg text(double x, double y, String anchor, String style, String text) {
        return add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
                x, y, anchor, style, escaped(text));
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        return add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>", x1, y1, x2, y2, style);
    }

    Svg bar(double x, double y, double width, double height, String style) {
        return add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>",
                x, y, width, height, style);
    }

    Svg dot(double x, double y, String style) {
        return add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" class=\"%s\"/>", x, y, style);
    }

    Svg curve(String points, String style) {
        return add("<polyline points=\"%s\" class=\"%s\"/>", points, style);
    }

    private Svg add(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
        return this;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return out + "</svg>\n";
    }
}
