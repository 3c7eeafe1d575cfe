package dev.gunjava.bench.scenario;

import dev.gunjava.bench.run.Load;
import dev.gunjava.bench.run.Load.Usage;
import java.time.Duration;
import java.util.function.IntConsumer;

/** Keeps so many operations under way, first to warm up and then to be measured. */
final class Window {
    private final Load load;
    private final int size;
    private int sent;
    private int done;

    Window(Load load, int size) {
        this.load = load;
        this.size = size;
    }

    /** What a window came to. */
    record Measured(int count, Usage usage) {
        double rate() {
            return usage.rate(count);
        }

        double cpuMicros() {
            return usage.cpuMicros(count);
        }
    }

    /** How many have been sent. */
    int sent() {
        return sent;
    }

    /** So many more are done. */
    void done(int more) {
        done += more;
    }

    /**
     * Runs.
     *
     * @param send sends the operation with that number
     */
    Measured run(IntConsumer send) {
        turn(load.pace().warmUp(), send);
        int before = done;
        Load.Meter meter = load.meter();
        turn(load.pace().measured(), send);
        Measured measured = new Measured(done - before, meter.stop());
        load.await("the last of " + sent + " operations, of which " + done + " were done", () -> done >= sent);
        return measured;
    }

    private void turn(Duration time, IntConsumer send) {
        load.loop().until(() -> !load.relay().isAlive(), time, () -> {
            while (sent - done < size) {
                send.accept(sent++);
            }
        });
    }
}
