package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.CollidingNames;
import dev.gunjava.Seeded;
import dev.gunjava.graph.SeededHash;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B06: a get of one of thousands of souls of one hash cost as much as thousands of others. */
@DisplayName("B06: interests and ids of one String.hashCode")
class B06CollidingInterestsTest {

    @Test
    @DisplayName("ids are recognized as quickly as others")
    void ids() {
        Seeded.runs(5, random -> {
            Dedup dedup = new Dedup(
                    100_000,
                    9_000,
                    new SeededHash(random.nextLong(), random.nextLong()),
                    new Timers(new VirtualTime()));
            List<String> ids = CollidingNames.of(10_000, "", random);
            ids.forEach(id -> dedup.say(id));
            // At 50 % full 1.5 slots on average for what is there, and one in the empty older half.
            assertThat(ids.stream().mapToInt(dedup::probes).average().orElseThrow())
                    .isLessThan(4);
        });
    }

    @Test
    @DisplayName(
            "interests are comparable to their own class, which is what makes a JDK hash table keep buckets as trees")
    void interests() {
        assertThat(Interest.class.getGenericInterfaces())
                .filteredOn(ParameterizedType.class::isInstance)
                .extracting(type -> ((ParameterizedType) type).getActualTypeArguments()[0])
                .containsExactly(Interest.class);
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
