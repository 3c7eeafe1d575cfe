package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.SeededHash;
import dev.gunjava.limits.AtBound;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of ids")
class DedupTest {

    @Test
    @DisplayName("knows an id for its time at least, and for twice that at most")
    @AtBound("routing.id")
    void time() {
        Dedup dedup = new Dedup(100, 9_000, SeededHash.random());
        assertThat(dedup.add("a", 0)).isTrue();
        assertThat(dedup.add("a", 8_999)).isFalse();
        dedup.add("b", 9_000);
        assertThat(dedup.add("a", 17_999)).isFalse();
        dedup.add("c", 18_001);
        dedup.add("d", 27_002);
        assertThat(dedup.add("a", 27_003)).isTrue();
    }

    @Test
    @DisplayName("forgets the older half when it is full")
    @AtBound("routing.ids")
    void capacity() {
        Dedup dedup = new Dedup(100, 9_000, SeededHash.random());
        for (int i = 0; i < 150; i++) {
            dedup.add("id" + i, 0);
        }
        assertThat(dedup.add("id149", 0)).isFalse();
        assertThat(dedup.add("id100", 0)).isFalse();
        assertThat(dedup.add("id0", 0)).isTrue();
    }

    @Test
    @DisplayName("tells thousands of ids apart, long and short ones, and knows each of them again")
    void many() {
        Dedup dedup = new Dedup(100_000, 9_000, SeededHash.random());
        for (int i = 0; i < 40_000; i++) {
            assertThat(dedup.add(id(i), 0)).isTrue();
        }
        for (int i = 0; i < 40_000; i++) {
            assertThat(dedup.add(id(i), i / 10)).isFalse();
        }
    }

    private static String id(int i) {
        return i % 2 == 0 ? Integer.toString(i, 36) : "x".repeat(i % 50) + i;
    }
}
