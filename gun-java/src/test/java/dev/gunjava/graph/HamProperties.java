package dev.gunjava.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("HAM converges")
class HamProperties {

    private record Write(double state, GunValue value) {}

    @Test
    @DisplayName("to one value and state for any order and any repetition of the same writes")
    void anyOrderAndRepetition() {
        Seeded.runs(500, random -> {
            List<Write> writes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                writes.add(new Write(random.nextInt(4), Values.any(random)));
            }
            Write expected = merge(writes);
            for (int i = 0; i < 4; i++) {
                writes.add(writes.get(random.nextInt(writes.size())));
            }
            Collections.shuffle(writes, new Random(random.nextLong()));

            assertThat(merge(writes)).isEqualTo(expected);
        });
    }

    private static @Nullable Write merge(List<Write> writes) {
        Write known = null;
        for (Write write : writes) {
            double knownState = known == null ? Ham.NEVER : known.state();
            GunValue knownValue = known == null ? null : known.value();
            if (Ham.decide(10, write.state(), write.value(), knownState, knownValue)
                    .stores()) {
                known = write;
            }
        }
        return known;
    }
}
