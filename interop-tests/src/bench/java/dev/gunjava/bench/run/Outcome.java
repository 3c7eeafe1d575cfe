package dev.gunjava.bench.run;

import java.util.List;
import java.util.Map;

/**
 * What one run of a scenario on one side came to.
 *
 * @param values by the names of the metrics; one that could not be measured is not there
 * @param faults what went wrong; if anything did, the values count for nothing
 * @param peakBytes the most memory that the relay held
 * @param generatorShare the share of a core that the generator needed
 */
public record Outcome(Map<String, Double> values, List<String> faults, double peakBytes, double generatorShare) {

    /** A run that came to nothing. */
    public static Outcome failed(RuntimeException fault) {
        return new Outcome(Map.of(), List.of(String.valueOf(fault.getMessage())), Double.NaN, Double.NaN);
    }

    /** Whether nothing went wrong. */
    public boolean isCorrect() {
        return faults.isEmpty();
    }
}
