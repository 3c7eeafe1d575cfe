package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.SeededHash;
import dev.gunjava.graph.TimeSource;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.Span;
import dev.gunjava.wire.MessageIds;
import java.util.List;
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

/** Messages remembered and recognized. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DedupBenchmark {
    private static final int IDS = 1 << 16;

    private final Dedup dedup = new Dedup(IDS / 2, Long.MAX_VALUE, SeededHash.random(), new Timers(TimeSource.SYSTEM));
    private final List<Node> put = List.of(
            Node.of("chat/room42", "message", new GunValue.Text("a line of a hundred characters ".repeat(4)), 1));
    private final Lex soul = Lex.exactly("chat/room42");
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
        return dedup.say(nextId());
    }

    @Benchmark
    public boolean known() {
        return dedup.say(ids[0]);
    }

    @Benchmark
    public Dedup.Heard get() {
        return dedup.hear(1, new Message.Get(nextId(), soul, Lex.all(), Span.ALL, null, false, ""));
    }

    /** A put that is passed on, under its id. */
    @Benchmark
    public boolean put() {
        String id = nextId();
        return dedup.pass(id, put) && dedup.say(id);
    }

    private String nextId() {
        return ids[next++ & (IDS - 1)];
    }
}
