package dev.gunjava.bench.run;

import java.io.UncheckedIOException;
import java.util.List;

/** One thing that is measured on each side in turn. */
public interface Scenario {
    /** By what it is chosen on the command line. */
    String name();

    /** What a table calls it. */
    String title();

    /** What it measures; the first stands for the whole in a picture. */
    List<Metric> metrics();

    /** The sides that are compared; ours comes last. */
    List<Side> sides();

    /** Measures one side, from a fresh process on. */
    Outcome run(Side side, Pace pace, long seed);

    /** The same, where even a relay that does not start is an outcome: one of many runs must not end them all. */
    default Outcome attempt(Side side, Pace pace, long seed) {
        try {
            return run(side, pace, seed);
        } catch (IllegalStateException | UncheckedIOException fault) {
            return Outcome.failed(fault);
        }
    }
}
