package dev.gunjava.bench.scenario;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import dev.gunjava.store.MemoryGraph;
import java.time.Duration;

/** A process that merges writes into a graph, and prints how many a second. */
final class MergeLoop {
    private static final int SOULS = 1_000;
    private static final int KEYS = 7;
    private static final int BATCH = 10_000;

    private final MemoryGraph graph = new MemoryGraph(1L << 30, Duration.ZERO);
    private final String[] souls = new String[SOULS];
    private final String[] keys = new String[KEYS];
    private final double base = System.currentTimeMillis() - 1e7;
    private int count;

    private MergeLoop() {
        for (int i = 0; i < SOULS; i++) {
            souls[i] = "s" + i;
        }
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "k" + i;
        }
    }

    /** The arguments are the ms of the warm-up and of the measurement. */
    public static void main(String[] arguments) {
        MergeLoop loop = new MergeLoop();
        loop.run(Long.parseLong(arguments[0]));
        System.out.println(loop.run(Long.parseLong(arguments[1])));
    }

    private double run(long millis) {
        long began = System.nanoTime();
        int before = count;
        while (System.nanoTime() - began < millis * 1_000_000) {
            for (int i = 0; i < BATCH; i++) {
                merge(count++);
            }
        }
        return (count - before) / ((System.nanoTime() - began) / 1e9);
    }

    private void merge(int number) {
        GunValue value = new GunValue.Text("value-" + number);
        double state = base + number * 0.01;
        Ham.Decision decision =
                graph.merge(souls[number % SOULS], keys[number % KEYS], value, state, Double.MAX_VALUE, 0);
        if (decision != Ham.Decision.MERGE) {
            throw new IllegalStateException("a later write was not merged");
        }
    }
}
