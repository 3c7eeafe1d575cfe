package dev.gunjava.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.CollidingNames;
import dev.gunjava.Seeded;
import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.SeededHash;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B06: a get of one of thousands of souls of one hash cost as much as thousands of others. */
@DisplayName("B06: names of one String.hashCode")
class B06CollidingNamesTest {

    private static final int NAMES = 5_000;

    @Test
    @DisplayName("are found in the table of souls as quickly as others, those that are unknown too")
    void souls() {
        Seeded.runs(5, random -> {
            SeededHash hash = new SeededHash(random.nextLong(), random.nextLong());
            SoulTable table = new SoulTable(hash);
            List<String> souls = CollidingNames.of(2 * NAMES, "soul/", random);
            assertThat(souls)
                    .doesNotHaveDuplicates()
                    .allMatch(soul -> soul.hashCode() == souls.get(0).hashCode());
            souls.subList(0, NAMES).forEach(soul -> table.add(new DenseNode(soul, new SharedKeys(), hash, false)));
            // Linear probing at 75 % full: 2.5 slots on average for what is there, 8.5 for what is not.
            assertThat(mean(souls.subList(0, NAMES), table::probes)).isLessThan(5);
            assertThat(mean(souls.subList(NAMES, 2 * NAMES), table::probes)).isLessThan(15);
        });
    }

    @Test
    @DisplayName("are found within a node as quickly as others, those that are unknown too")
    void keys() {
        Seeded.runs(5, random -> {
            SeededHash hash = new SeededHash(random.nextLong(), random.nextLong());
            DenseNode node = new DenseNode("soul", new SharedKeys(), hash, false);
            List<String> keys = CollidingNames.of(2 * NAMES, "key/", random);
            keys.subList(0, NAMES).forEach(key -> node.add(key, new GunValue.Text(""), 1, 0));
            // At 50 % full: 1.5 and 2.5.
            assertThat(mean(keys.subList(0, NAMES), node::probes)).isLessThan(3);
            assertThat(mean(keys.subList(NAMES, 2 * NAMES), node::probes)).isLessThan(5);
        });
    }

    private static double mean(List<String> names, ToIntFunction<String> probes) {
        return names.stream().mapToInt(probes).average().orElseThrow();
    }
}
