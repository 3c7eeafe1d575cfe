package dev.gunjava.mesh;

import dev.gunjava.limits.Limits;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
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

/** A hundred messages queued for a socket, taken out in frames and made into bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OutboxBenchmark {
    private static final int MESSAGES = 100;

    private final Outbox outbox = new Outbox(
            1 << 20,
            Limits.general().send().answerBytes(),
            new Budget(1 << 30, 1 << 30, () -> 0).open(null, reason -> {}).of(Budget.Use.UNSENT));
    private final EncodedMessage message = new FrameWriter().ack("kq3v9x2ma", "8d2l0fz1q", null);

    @Benchmark
    public int hundredMessages() {
        for (int i = 0; i < MESSAGES; i++) {
            outbox.tell(message, 1);
        }
        int bytes = 0;
        for (Outbox.Outgoing frame = outbox.nextFrame(); frame != null; frame = outbox.nextFrame()) {
            bytes += frame.encode().length;
            outbox.sent(frame);
        }
        return bytes;
    }
}
