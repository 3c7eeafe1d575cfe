package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gunjava.CollidingNames;
import dev.gunjava.Seeded;
import dev.gunjava.graph.SeededHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B06: a get of one of thousands of souls of one hash cost as much as thousands of others. */
@DisplayName("B06: interests and ids of one String.hashCode")
class B06CollidingInterestsTest {

    @Test
    @DisplayName("ids are recognized as quickly as others")
    void ids() {
        Seeded.runs(5, random -> {
            Dedup dedup = new Dedup(100_000, 9_000, new SeededHash(random.nextLong(), random.nextLong()));
            List<String> ids = CollidingNames.of(10_000, "", random);
            ids.forEach(id -> dedup.add(id, 0));
            // At 50 % full 1.5 slots on average for what is there, and one in the empty older half.
            assertThat(ids.stream().mapToInt(dedup::probes).average().orElseThrow())
                    .isLessThan(4);
        });
    }

    @Test
    @DisplayName("interests fill a hash table in seconds, where a search of one bucket would take minutes")
    void interests() {
        // A bucket of a JDK table is a search tree only for keys that are comparable to their own class. These are so
        // many
        // that comparing each with each takes 10^11 steps.
        List<String> souls = CollidingNames.of(150_000, "soul/", new SplittableRandom(1));
        int found = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            Set<Interest> interests = new HashSet<>();
            souls.forEach(soul -> interests.add(new Interest(soul, "key")));
            return (int) souls.stream()
                    .filter(soul -> interests.contains(new Interest(soul, "key")))
                    .count();
        });
        assertThat(found).isEqualTo(souls.size());
    }

    @Test
    @DisplayName("interests are ordered as they are equal: by soul, the whole node before its keys")
    void order() {
        List<Interest> ordered = List.of(
                new Interest("a", null),
                new Interest("a", ""),
                new Interest("a", "k"),
                new Interest("b", null),
                new Interest("b", "a"));
        List<Interest> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        assertThat(shuffled.stream().sorted()).containsExactlyElementsOf(ordered);
        for (Interest one : ordered) {
            for (Interest other : ordered) {
                assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
            }
        }
    }
}
