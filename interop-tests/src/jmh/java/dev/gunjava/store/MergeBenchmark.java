package dev.gunjava.store;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Ham;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writes merged into the graph by HAM. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MergeBenchmark {
    private static final int KEYS = 7;
    private static final double NOW = 1735689600000.0;

    /** How many souls there are: few fit the caches of the processor, many do not. */
    @Param({"1000", "200000"})
    public int souls;

    private final MemoryGraph graph = new MemoryGraph(4L << 30, Duration.ZERO);
    private final GunValue value = new GunValue.Text("a text of thirty-two characters.");
    private final String[] keys = new String[KEYS];
    private String[] names = {};
    private int next;
    private double state = 1;

    @Setup
    public void fill() {
        names = new String[souls];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "k" + i;
        }
        for (int i = 0; i < souls; i++) {
            names[i] = "chat/room/" + i;
            for (String key : keys) {
                graph.merge(names[i], key, value, state, NOW, 0);
            }
        }
    }

    /** A step that visits all souls, in no order that the processor foresees. */
    private String soul() {
        next = (next + 7_919) % souls;
        return names[next];
    }

    @Benchmark
    public Ham.Decision newer() {
        state += 0.001;
        return graph.merge(soul(), keys[next % KEYS], value, state, NOW, 0);
    }

    @Benchmark
    public Ham.Decision older() {
        return graph.merge(soul(), keys[next % KEYS], value, 0, NOW, 0);
    }
}
