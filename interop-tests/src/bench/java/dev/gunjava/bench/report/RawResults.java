package dev.gunjava.bench.report;

import dev.gunjava.bench.run.Outcome;
import dev.gunjava.bench.run.Scenario;
import dev.gunjava.bench.run.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Every single figure, as JSON: by scenario, then by side, a list of runs. */
public final class RawResults {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Map<Side, List<Outcome>>>> SHAPE = new TypeReference<>() {};

    private RawResults() {}

    /** Writes results. */
    public static String write(List<Results> all) {
        Map<String, Map<Side, List<Outcome>>> raw = new LinkedHashMap<>();
        for (Results results : all) {
            Map<Side, List<Outcome>> sides = new EnumMap<>(Side.class);
            results.scenario().sides().forEach(side -> sides.put(side, results.of(side)));
            raw.put(results.scenario().name(), sides);
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(raw);
    }

    /**
     * Reads results of these scenarios, as far as there are any.
     *
     * @throws tools.jackson.core.JacksonException if it is not what {@link #write} has written
     */
    public static List<Results> read(String json, List<Scenario> scenarios) {
        Map<String, Map<Side, List<Outcome>>> raw = JSON.readValue(json, SHAPE);
        List<Results> all = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            Map<Side, List<Outcome>> sides = raw.get(scenario.name());
            if (sides != null) {
                Results results = new Results(scenario);
                scenario.sides().forEach(side -> sides.getOrDefault(side, List.of())
                        .forEach(outcome -> results.add(side, outcome)));
                all.add(results);
            }
        }
        return all;
    }
}
