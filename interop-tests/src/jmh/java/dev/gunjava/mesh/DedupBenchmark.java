package dev.gunjava.mesh;

import dev.gunjava.graph.SeededHash;
import dev.gunjava.wire.MessageIds;
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

/** Ids remembered and recognized. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DedupBenchmark {
    private static final int IDS = 1 << 16;

    private final Dedup dedup = new Dedup(IDS / 2, Long.MAX_VALUE, SeededHash.random());
    private final String[] ids = new String[IDS];
    private int next;

    public DedupBenchmark() {
        MessageIds random = new MessageIds(new Random(1));
        for (int i = 0; i < IDS; i++) {
            ids[i] = random.next();
        }
    }

    /** Each comes again only after it has been forgotten. */
    @Benchmark
    public boolean fresh() {
        return dedup.add(ids[next++ & (IDS - 1)], 0);
    }

    @Benchmark
    public boolean known() {
        return dedup.add(ids[0], 0);
    }
}
