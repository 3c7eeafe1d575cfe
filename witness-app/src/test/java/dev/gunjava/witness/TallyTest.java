package dev.gunjava.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A tally")
class TallyTest {
    private static final long MAX = Tally.MAX_SAFE_INTEGER;

    private static Tally tally(long count, long base, Map<String, Long> slots) {
        return new Tally(count, base, new TreeMap<>(slots));
    }

    private static Tally full() {
        return tally(
                1,
                1,
                IntStream.range(0, Tally.MAX_SLOTS).boxed().collect(Collectors.toMap(i -> "s" + (100 + i), i -> 1L)));
    }

    @Test
    @DisplayName("counts at least what base and slots explain")
    void explains() {
        assertThat(Tally.of(1)).isEqualTo(tally(1, 1, Map.of()));
        assertThat(tally(1, 2, Map.of("a", 3L, "b", 4L)).count()).isEqualTo(9);
        assertThat(tally(12, 2, Map.of("a", 3L)).count()).isEqualTo(12);
        assertThat(tally(1, MAX, Map.of("a", MAX)).count()).isEqualTo(MAX);
    }

    @Test
    @DisplayName("takes the greater of each number when two are merged")
    void merges() {
        Tally one = tally(1, 3, Map.of("a", 2L, "b", 1L));
        Tally other = tally(9, 2, Map.of("b", 2L, "c", 1L));
        assertThat(one.merge(other)).isEqualTo(tally(9, 3, Map.of("a", 2L, "b", 2L, "c", 1L)));
        assertThat(other.merge(one)).isEqualTo(one.merge(other));
        assertThat(one.merge(one)).isEqualTo(one);
    }

    @Test
    @DisplayName("loses nothing of what two count at the same time")
    void concurrent() {
        Tally here = Tally.of(1).witnessedIn("a");
        Tally there = Tally.of(1).witnessedIn("b");
        assertThat(here.count()).isEqualTo(2);
        assertThat(here.merge(there).count()).isEqualTo(3);
        assertThat(here.merge(there).merge(here.witnessedIn("a")).count()).isEqualTo(4);
    }

    @Test
    @DisplayName("settles what came as a plain count before it counts on, so that it counts on from what people see")
    void settles() {
        Tally heard = Tally.of(1).merge(Tally.of(5));
        assertThat(heard).isEqualTo(tally(5, 1, Map.of()));
        assertThat(heard.witnessedIn("a")).isEqualTo(tally(6, 5, Map.of("a", 1L)));
        assertThat(heard.witnessedIn("a").merge(heard.witnessedIn("b")).count()).isEqualTo(7);
    }

    @Test
    @DisplayName("raises its base by one for a re-witness without a slot, and for nothing that it knows already")
    void witnessedBy() {
        Tally counted = Tally.of(1).witnessedIn("a");
        assertThat(counted.witnessedBy(Tally.of(3), MAX)).isEqualTo(tally(3, 2, Map.of("a", 1L)));
        assertThat(counted.witnessedBy(Tally.of(2), MAX)).isEqualTo(counted);
        // The page had heard of two more than we have: those come with their slots.
        assertThat(counted.witnessedBy(Tally.of(5), MAX)).isEqualTo(tally(5, 2, Map.of("a", 1L)));
        // A page may show old slots beside its count.
        assertThat(Tally.of(1).witnessedBy(tally(3, 1, Map.of("a", 1L)), MAX)).isEqualTo(tally(3, 2, Map.of("a", 1L)));
    }

    @Test
    @DisplayName("grows no further than it may, first by its base, then slot by slot, and by the rest the next time")
    void partly() {
        Tally ours = tally(2, 1, Map.of("m", 1L));
        Tally shown = tally(20, 3, Map.of("a", 2L, "z", 5L));
        assertThat(ours.merge(shown, 2)).isEqualTo(ours);
        assertThat(ours.merge(shown, 3)).isEqualTo(tally(3, 2, Map.of("m", 1L)));
        assertThat(ours.merge(shown, 7)).isEqualTo(tally(7, 3, Map.of("m", 1L, "a", 2L, "z", 1L)));
        assertThat(ours.merge(shown, 15)).isEqualTo(tally(15, 3, Map.of("m", 1L, "a", 2L, "z", 5L)));
        assertThat(ours.merge(shown, 3).merge(shown, 7).merge(shown)).isEqualTo(ours.merge(shown));
        assertThat(ours.witnessedBy(shown, 2)).isEqualTo(ours);
    }

    @Test
    @DisplayName("has 64 slots and no more; who has none then is counted in the base")
    void bounded() {
        Tally full = full();
        assertThat(full.merge(tally(1, 1, Map.of("late", 7L))).slots()).isEqualTo(full.slots());
        assertThat(full.merge(tally(90, 1, Map.of("late", 7L))).count()).isEqualTo(90);
        assertThat(full.merge(tally(1, 1, Map.of("s100", 7L))).count()).isEqualTo(full.count() + 6);
        assertThat(full.witnessedIn("late")).isEqualTo(tally(66, 2, full.slots()));
        assertThat(full.witnessedIn("s100").base()).isEqualTo(1);
        TreeMap<String, Long> more = new TreeMap<>(full.slots());
        more.put("late", 1L);
        assertThatThrownBy(() -> new Tally(1, 1, more)).hasMessageContaining("64");
    }

    @Test
    @DisplayName("holds no number below 1 or above 2^53 - 1, and no slot that could be anything but a short name")
    void refuses() {
        assertThatThrownBy(() -> Tally.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tally.of(MAX + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tally(1, 0, Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tally(1, 1, Map.of("a", 0L))).isInstanceOf(IllegalArgumentException.class);
        for (String name : new String[] {"", "A", "__proto__", "peer_x", "x".repeat(17)}) {
            assertThatThrownBy(() -> tally(1, 1, Map.of(name, 1L))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("is covered by another that says all that it says")
    void covers() {
        Tally one = tally(3, 1, Map.of("a", 1L));
        assertThat(one.isCoveredBy(one)).isTrue();
        assertThat(one.isCoveredBy(one.witnessedIn("b"))).isTrue();
        assertThat(one.witnessedIn("b").isCoveredBy(one)).isFalse();
        assertThat(tally(3, 1, Map.of("a", 1L)).isCoveredBy(Tally.of(9))).isFalse();
        assertThat(tally(3, 2, Map.of()).isCoveredBy(Tally.of(9))).isFalse();
    }
}
