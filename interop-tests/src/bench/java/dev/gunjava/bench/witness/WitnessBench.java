package dev.gunjava.bench.witness;

import dev.gunjava.bench.report.Format;
import dev.gunjava.bench.report.Statistics;
import dev.gunjava.bench.run.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.awaitility.Awaitility;

/** Figures of the witness peer: over channels of WebRTC between processes, with a relay of ours to meet at. */
public final class WitnessBench {
    private static final int LINKS = 8;
    private static final int FIELD = 200;
    private static final int WARM = 3_000;
    private static final double WARM_RATE = 500;
    private static final double LATENCY_RATE = 50;
    private static final double[] RATES = {500, 1_000, 2_000, 4_000, 8_000};
    private static final double ENOUGH = 0.999;
    private static final Duration CONNECTED = Duration.ofSeconds(90);
    /** Compilers go on for a while after the last witness. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Duration ARRIVED = Duration.ofSeconds(10);

    private final Path folder;
    private final Duration measured;
    private final Duration idle;
    private final int starts;
    private final Consumer<String> progress;
    private final Map<String, String> figures = new LinkedHashMap<>();

    /**
     * @param folder for what the processes write to stderr
     * @param measured how long each rate is kept up
     * @param idle how long the idle peer is watched
     * @param starts how often a start is timed
     */
    public WitnessBench(Path folder, Duration measured, Duration idle, int starts, Consumer<String> progress) {
        this.folder = folder;
        this.measured = measured;
        this.idle = idle;
        this.starts = starts;
        this.progress = progress;
    }

    /** Measures everything; the figures by their names. */
    public Map<String, String> run() {
        start();
        overChannels(1, "one channel");
        overChannels(LINKS, "eight channels");
        atRest();
        return figures;
    }

    private void tell(String name, String figure) {
        figures.put(name, figure);
        progress.accept(name + ": " + figure);
    }

    private void start() {
        List<Double> first = new ArrayList<>();
        try (Rendezvous relays = new Rendezvous(1);
                Crowd waiting = new Crowd("waiting", folder, relays.each())) {
            for (int i = 0; i < starts; i++) {
                try (Program program = new Program(folder, relays.all())) {
                    first.add(program.awaitLinks(1));
                }
                await("the end of its channel", () -> waiting.links().get(0) == 0, CONNECTED);
            }
        }
        tell("start to first open channel, ms", Format.figure(Statistics.median(first)));
    }

    private void overChannels(int count, String name) {
        try (Rendezvous relays = new Rendezvous(count);
                Crowd from = new Crowd("from", folder, List.of(relays.all()));
                Crowd to = new Crowd("to", folder, relays.each())) {
            await(name, () -> from.links().get(0) == count, CONNECTED);
            latency(from, to, name);
            sustained(from, to, name);
        }
    }

    private void latency(Crowd from, Crowd to, String over) {
        Arrival warm = new Arrival(to);
        from.add(WARM, WARM_RATE);
        warm.await(WARM);
        int count = (int) (measured.toMillis() / 1e3 * LATENCY_RATE);
        Arrival arrival = new Arrival(to);
        from.add(count, LATENCY_RATE);
        arrival.await(count);
        double[] all = arrival.all();
        tell(
                "add to event over " + over + ", ms, p50 / p99",
                Format.figure(Statistics.percentile(all, 50)) + " / " + Format.figure(Statistics.percentile(all, 99)));
    }

    /** Raises the rate as long as everything arrives. */
    private void sustained(Crowd from, Crowd to, String over) {
        String best = "none of the rates";
        for (double rate : RATES) {
            int count = (int) (rate * measured.toMillis() / 1e3);
            Arrival arrival = new Arrival(to);
            double offered = count / from.add(count, rate);
            double share = arrival.await(count);
            progress.accept(Format.figure(offered) + "/s over " + over + ": " + Format.figure(share)
                    + " of them arrive at each");
            if (share < ENOUGH) {
                break;
            }
            best = Format.figure(offered);
        }
        tell("witnesses a second over " + over + ", sustained for " + measured.toSeconds() + " s", best);
    }

    /** What comes to each peer of a crowd. */
    private static final class Arrival {
        private final Crowd to;
        private double[][] heard = {};

        Arrival(Crowd to) {
            this.to = to;
            to.heard();
        }

        /** Waits until each has so many, or nothing comes any more; the share that came to who got fewest. */
        double await(int count) {
            try {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(100))
                        .atMost(ARRIVED)
                        .until(() -> {
                            take();
                            return least() >= count;
                        });
            } catch (org.awaitility.core.ConditionTimeoutException notAll) {
                return least() / (double) count;
            }
            return 1;
        }

        private void take() {
            List<double[]> more = to.heard();
            if (heard.length == 0) {
                heard = more.toArray(double[][]::new);
                return;
            }
            for (int i = 0; i < heard.length; i++) {
                heard[i] = DoubleStream.concat(Arrays.stream(heard[i]), Arrays.stream(more.get(i)))
                        .toArray();
            }
        }

        private int least() {
            return Arrays.stream(heard).mapToInt(each -> each.length).min().orElse(0);
        }

        double[] all() {
            return Arrays.stream(heard).flatMapToDouble(Arrays::stream).toArray();
        }
    }

    /** The program with eight channels and a full field, left alone. */
    private void atRest() {
        try (Rendezvous relays = new Rendezvous(LINKS);
                Program program = new Program(folder, relays.all());
                Crowd others = new Crowd("others", folder, relays.each())) {
            program.awaitLinks(LINKS);
            double before = program.reading().residentBytes();
            others.add(FIELD, LATENCY_RATE);
            await("a full field", () -> program.told() == FIELD, ARRIVED);
            pass(SETTLED);
            Reading full = program.reading();
            tell("memory with 8 links, MB", Format.megabytes(before));
            tell("memory with 8 links and 200 witnesses, MB", Format.megabytes(full.residentBytes()));
            rest(program, "the first %d s", idle);
            rest(program, "the next %d s", idle.multipliedBy(2));
        }
    }

    /** The code of a peer at rest is still being compiled for a while, so it is told apart. */
    private void rest(Program program, String when, Duration time) {
        double before = program.reading().cpuSeconds();
        pass(time);
        double cpu = program.reading().cpuSeconds() - before;
        tell(
                "CPU when idle with 8 links, " + when.formatted(time.toSeconds()) + ", % of a core",
                Format.figure(100 * cpu / (time.toMillis() / 1e3)));
    }

    private static void pass(Duration time) {
        Awaitility.await()
                .pollDelay(time)
                .atMost(time.multipliedBy(2).plusSeconds(1))
                .until(() -> true);
    }

    private static void await(String what, BooleanSupplier so, Duration atMost) {
        Awaitility.await(what).atMost(atMost).until(so::getAsBoolean);
    }
}
