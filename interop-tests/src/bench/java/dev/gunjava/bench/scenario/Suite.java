package dev.gunjava.bench.scenario;

import dev.gunjava.bench.run.Scenario;
import java.util.List;

/** Everything that is measured side by side, in the order of the table. */
public final class Suite {
    private Suite() {}

    /** The names of all, in the same order. */
    public static List<String> names() {
        return all().stream().map(Scenario::name).toList();
    }

    /** New scenarios, for one round. */
    public static List<Scenario> all() {
        return List.of(
                new PutScenario(),
                new StoredPutScenario(1, 300),
                new StoredPutScenario(256, 50),
                new FanOutScenario(100),
                new FanOutScenario(500),
                new FanOutLatencyScenario(),
                new GetScenario(),
                new BigNodeScenario(),
                new ConnectScenario(),
                new ConflictScenario(),
                new MemoryScenario(),
                new PeersScenario(200),
                new MergeScenario(),
                new GarbageScenario(),
                new BehindPutScenario(),
                new StartScenario());
    }
}
