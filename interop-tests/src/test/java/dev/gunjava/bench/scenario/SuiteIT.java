package dev.gunjava.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.bench.run.Metric;
import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Pace;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The benchmarks against gun.js, as short as can be: whether they run and find nothing wrong, not how fast. */
class SuiteIT {

    static Stream<Named<Scenario>> all() {
        return Suite.all().stream().map(scenario -> Named.of(scenario.name(), scenario));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @Tag("long")
    @DisplayName("each scenario measures our relay, and finds nothing wrong with it")
    void ours(Scenario scenario) {
        Side ours = scenario.sides().stream().filter(Side::isOurs).findFirst().orElseThrow();
        complete(scenario, scenario.run(ours, Pace.TINY, 1));
    }

    @Test
    @DisplayName("both relays are measured with the same load")
    void both() {
        Scenario scenario = new PutScenario();
        for (Side side : scenario.sides()) {
            complete(scenario, scenario.run(side, Pace.TINY, 1));
        }
    }

    private static void complete(Scenario scenario, Outcome outcome) {
        assertThat(outcome.faults()).isEmpty();
        List<String> names = scenario.metrics().stream().map(Metric::name).toList();
        assertThat(outcome.values())
                .containsOnlyKeys(names)
                .allSatisfy(
                        (name, value) -> assertThat(value).as(name).isFinite().isNotNegative());
    }
}
