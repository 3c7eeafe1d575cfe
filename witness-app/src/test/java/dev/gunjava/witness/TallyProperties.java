package dev.gunjava.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

@DisplayName("Tallies, whatever they hold,")
class TallyProperties {
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    private Tally any() {
        TreeMap<String, Long> slots = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            slots.put("s" + random.nextInt(8), 1L + random.nextInt(9));
        }
        return new Tally(1 + random.nextInt(60), 1 + random.nextInt(20), slots);
    }

    @RepeatedTest(50)
    @DisplayName("merge alike in any order and with repetitions, and never to less")
    void merge() {
        List<Tally> shown = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            shown.add(any());
        }
        Tally all = shown.stream().reduce(Tally.of(1), Tally::merge);
        shown.addAll(List.copyOf(shown.subList(0, 7)));
        Collections.shuffle(shown, random);
        assertThat(shown.stream().reduce(Tally.of(1), Tally::merge))
                .as("-Dseed=%d", seed)
                .isEqualTo(all);
        assertThat(shown).as("-Dseed=%d", seed).allMatch(tally -> tally.isCoveredBy(all));
    }

    @RepeatedTest(50)
    @DisplayName("stay within what is allowed, never shrink, and reach the same in the end if it is allowed bit by bit")
    void boundedGrowth() {
        Tally start = any();
        Tally shown = any();
        Tally grown = start;
        while (!shown.isCoveredBy(grown)) {
            long most = grown.count() + 1 + random.nextInt(5);
            Tally next = grown.merge(shown, most);
            assertThat(next.count()).as("-Dseed=%d", seed).isLessThanOrEqualTo(most);
            assertThat(grown.isCoveredBy(next)).as("-Dseed=%d", seed).isTrue();
            grown = next;
        }
        assertThat(grown).as("-Dseed=%d", seed).isEqualTo(start.merge(shown));
    }

    @RepeatedTest(50)
    @DisplayName("grow by exactly one for each re-witness here, and by one at least for each without a slot")
    void increments() {
        Tally tally = any();
        assertThat(tally.witnessedIn("mine").count()).as("-Dseed=%d", seed).isEqualTo(tally.count() + 1);
        Tally page = tally.witnessedBy(Tally.of(tally.count() + 1), Tally.MAX_SAFE_INTEGER);
        assertThat(page.count()).as("-Dseed=%d", seed).isEqualTo(tally.count() + 1);
        assertThat(page.base()
                        + page.slots().values().stream().mapToLong(n -> n).sum())
                .as("explained, -Dseed=%d", seed)
                .isEqualTo(page.count());
    }
}
