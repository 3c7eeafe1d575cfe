package dev.gunjava.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import dev.gunjava.graph.SeededHash;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of souls")
class SoulTableTest {

    private static final SeededHash HASH = SeededHash.random();

    @Test
    @DisplayName("finds what was added and not removed, as a map would, also where places collide")
    void likeAMap() {
        Seeded.runs(30, random -> {
            SoulTable table = new SoulTable(HASH);
            Map<String, DenseNode> expected = new HashMap<>();
            int souls = random.nextInt(1, 500);
            for (int i = 0; i < 2_000; i++) {
                String soul = "s" + random.nextInt(souls);
                DenseNode known = expected.get(soul);
                assertThat(table.get(soul)).isSameAs(known);
                if (known == null) {
                    DenseNode node = new DenseNode(soul, new SharedKeys(), HASH, false);
                    table.add(node);
                    expected.put(soul, node);
                } else if (random.nextInt(3) == 0) {
                    table.remove(known);
                    expected.remove(soul);
                }
                assertThat(table.size()).isEqualTo(expected.size());
            }
            for (int i = 0; i < souls; i++) {
                assertThat(table.get("s" + i)).isSameAs(expected.get("s" + i));
            }
        });
    }

    @Test
    @DisplayName("tells apart souls of one hash")
    void equalHashes() {
        SoulTable table = new SoulTable(HASH);
        DenseNode one = new DenseNode("Aa", new SharedKeys(), HASH, false);
        DenseNode other = new DenseNode("BB", new SharedKeys(), HASH, false);
        assertThat(one.soul).hasSameHashCodeAs(other.soul);
        table.add(one);
        table.add(other);
        assertThat(table.get("Aa")).isSameAs(one);
        assertThat(table.get("BB")).isSameAs(other);
        table.remove(one);
        assertThat(table.get("Aa")).isNull();
        assertThat(table.get("BB")).isSameAs(other);
    }
}
