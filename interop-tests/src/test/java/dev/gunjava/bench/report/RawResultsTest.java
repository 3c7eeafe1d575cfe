package dev.gunjava.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import dev.gunjava.bench.scenario.BehindPutScenario;
import dev.gunjava.bench.scenario.PutScenario;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RawResultsTest {
    @Test
    @DisplayName("are read as they were written, those of the scenarios asked for alone")
    void roundTrip() {
        Scenario put = new PutScenario();
        Outcome right = new Outcome(Map.of("puts/s", 1.5), List.of(), 1e6, 0.25);
        Outcome wrong = new Outcome(Map.of(), List.of("dead"), Double.NaN, Double.NaN);
        Results results = new Results(put);
        results.add(Side.OURS_MEMORY, right);
        results.add(Side.OURS_MEMORY, wrong);
        String json = RawResults.write(List.of(results, new Results(new BehindPutScenario())));

        List<Results> read = RawResults.read(json, List.of(put));
        assertThat(read).hasSize(1);
        assertThat(read.get(0).of(Side.OURS_MEMORY)).containsExactly(right, wrong);
        assertThat(read.get(0).of(Side.GUN_MEMORY)).isEmpty();
    }
}
