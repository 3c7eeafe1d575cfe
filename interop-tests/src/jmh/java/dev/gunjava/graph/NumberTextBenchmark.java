package dev.gunjava.graph;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Numbers as JavaScript prints them: states, whole numbers and what people write. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NumberTextBenchmark {
    private static final int COUNT = 1_024;

    private final double[] states = new double[COUNT];
    private final double[] whole = new double[COUNT];
    private final double[] any = new double[COUNT];
    private final StringBuilder out = new StringBuilder();
    private int next;

    public NumberTextBenchmark() {
        Random random = new Random(1);
        for (int i = 0; i < COUNT; i++) {
            states[i] = 1735689600000.0 + random.nextInt(1_000_000) / 1_000.0;
            whole[i] = random.nextInt();
            any[i] = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
        }
    }

    private int print(double[] numbers) {
        out.setLength(0);
        EcmaScript.appendNumber(out, numbers[next++ & (COUNT - 1)]);
        return out.length();
    }

    @Benchmark
    public int state() {
        return print(states);
    }

    @Benchmark
    public int wholeNumber() {
        return print(whole);
    }

    @Benchmark
    public int anyNumber() {
        return print(any);
    }
}
