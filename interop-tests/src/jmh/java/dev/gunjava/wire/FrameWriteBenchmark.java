package dev.gunjava.wire;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.List;
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

/** Messages as a relay writes them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameWriteBenchmark {
    private static final int KEYS = 10;

    private final FrameWriter writer = new FrameWriter();
    private final List<Node> one = List.of(
            Node.of("chat/room/17", "topic", new GunValue.Text("a text of thirty-two characters."), 1735689600000.123));
    private final List<Node> ten = List.of(tenKeys());

    private static Node tenKeys() {
        Node.Builder node = Node.builder("chat/room/17");
        for (int i = 0; i < KEYS; i++) {
            node.add("k" + i, new GunValue.Text("a text of thirty-two characters."), 1735689600000.123);
        }
        return node.build();
    }

    @Benchmark
    public EncodedMessage put() {
        return writer.put("kq3v9x2ma", one, null);
    }

    @Benchmark
    public EncodedMessage putOfTenKeys() {
        return writer.put("kq3v9x2ma", ten, null);
    }

    @Benchmark
    public EncodedMessage ack() {
        return writer.ack("kq3v9x2ma", "8d2l0fz1q", null);
    }
}
