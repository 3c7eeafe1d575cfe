package dev.gunjava.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Side;
import dev.gunjava.bench.scenario.FanOutScenario;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MarkdownTest {
    private final Results results = new Results(new FanOutScenario(100));

    private void add(Side side, double rate, double cpu, String... faults) {
        Map<String, Double> values = Map.of("values/s", rate, "µs CPU a value", cpu);
        results.add(side, new Outcome(values, List.of(faults), 50e6, 0.2));
    }

    @Test
    @DisplayName(
            "the ratio is against the better gun.js, whichever way is better, and a goal that is missed stands out")
    void ratio() {
        add(Side.GUN_MEMORY, 100_000, 6);
        add(Side.GUN_FLOODING, 200_000, 4);
        add(Side.OURS_MEMORY, 400_000, 2);
        assertThat(Markdown.figures(List.of(results)).lines().skip(2))
                .containsExactly(
                        "| fan-out to 100, distinct keys | values/s | 100 000 / 200 000 | 400 000 | 2.00× | 1.50× |",
                        "|  | µs CPU a value | 6.00 / 4.00 | 2.00 | **2.00×** | 4× |");
    }

    @Test
    @DisplayName("a run that went wrong counts for nothing, and is told")
    void wrongRuns() {
        add(Side.GUN_MEMORY, 100_000, 6);
        add(Side.OURS_MEMORY, 900_000, 1, "a value is missing");
        add(Side.OURS_MEMORY, 300_000, 3);
        assertThat(results.median(Side.OURS_MEMORY, results.scenario().metrics().get(0)))
                .isEqualTo(300_000);
        assertThat(Markdown.circumstances(List.of(results))).contains("| ours | 1 of 2 | 50.0 | 0.200 |");
        assertThat(Markdown.faults(List.of(results)))
                .isEqualTo("- fan-out to 100, distinct keys, ours: a value is missing\n");
    }

    @Test
    @DisplayName("the picture has a bar for each ratio, and is small enough for the documentation")
    void picture() {
        add(Side.GUN_MEMORY, 100_000, 6);
        add(Side.OURS_MEMORY, 400_000, 2);
        String svg = RatioChart.of(List.of(results));
        assertThat(svg).contains(">4.00×<", ">3.00×<", ">1.00×<").hasSizeLessThan(30_000);
    }
}
