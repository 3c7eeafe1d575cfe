package dev.gunjava.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where on a picture a figure lies: as many pixels for each factor of ten.
 *
 * @param least the figure at {@code from}, a power of ten
 * @param most the figure at {@code to}, a larger one
 */
record Scale(double least, double most, double from, double to) {

    /** A scale that holds all of these, which are above zero, from one power of ten to another. */
    static Scale of(List<Double> figures, double from, double to) {
        double least = figures.stream().mapToDouble(Double::doubleValue).min().orElse(1);
        double most = figures.stream().mapToDouble(Double::doubleValue).max().orElse(10);
        double floor = Math.pow(10, Math.floor(Math.log10(least) + 1e-9));
        double ceiling = Math.pow(10, Math.ceil(Math.log10(most) - 1e-9));
        return new Scale(floor, Math.max(ceiling, floor * 10), from, to);
    }

    /** The pixel of a figure; what is beyond an end lies at that end. */
    double at(double figure) {
        double share = Math.log10(figure / least) / Math.log10(most / least);
        return from + (to - from) * Math.min(1, Math.max(0, share));
    }

    /** The powers of ten. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        int first = (int) Math.round(Math.log10(least));
        int last = (int) Math.round(Math.log10(most));
        for (int power = first; power <= last; power++) {
            ticks.add(Math.pow(10, power));
        }
        return ticks;
    }
}
