package dev.gunjava.bench.run;

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
}
