package dev.gunjava.wire;

import dev.gunjava.limits.Limits;
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

/** Frames as they come to a relay, read into messages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameReadBenchmark {
    private final FrameReader reader = new FrameReader(Limits.general().frames(), new Random(1));
    private final String put = put(1);
    private final String get = "{\"#\":\"kq3v9x2ma\",\"get\":{\"#\":\"chat/room/17\",\".\":\"topic\"}}";
    private final String tenKeys = put(10);

    private static String put(int keys) {
        StringBuilder states = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < keys; i++) {
            states.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":1735689600000.123");
            values.append(",\"k").append(i).append("\":\"a text of thirty-two characters.\"");
        }
        return "{\"#\":\"kq3v9x2ma\",\"put\":{\"chat/room/17\":{\"_\":{\"#\":\"chat/room/17\",\">\":{" + states + "}}"
                + values + "}}}";
    }

    @Benchmark
    public Frame put() {
        return reader.read(put);
    }

    @Benchmark
    public Frame putOfTenKeys() {
        return reader.read(tenKeys);
    }

    @Benchmark
    public Frame get() {
        return reader.read(get);
    }
}
