package dev.gunjava.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

@DisplayName("Two witness fields")
class WitnessFieldProperties {
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final VirtualTime time = new VirtualTime();

    @RepeatedTest(50)
    @DisplayName("that are shown the same in any order, with repetitions, end alike")
    void converge() {
        List<Witness> history = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            history.add(state(random.nextInt(300)));
        }
        assertThat(after(history)).as("-Dseed=%d", seed).isEqualTo(after(history));
    }

    private List<Witness> after(List<Witness> history) {
        WitnessField field =
                new WitnessField(FieldRules.withTtl(FieldRules.DEPLOYED_TTL), time, time, time, random, event -> {});
        List<Witness> order = new ArrayList<>(history);
        order.addAll(history.subList(0, 100));
        Collections.shuffle(order, random);
        order.forEach(witness -> field.merge(witness, "source"));
        // What was refused while older ones still filled the field comes with the next exchange.
        history.forEach(witness -> field.merge(witness, "source"));
        return field.witnesses();
    }

    private Witness state(int number) {
        long createdAt = time.millis() - 10_000 - number / 2;
        long expiresAt = time.millis() + 1_000 + random.nextInt(500_000);
        String id = "w" + number;
        return new Witness(id, id, createdAt, expiresAt, 1 + random.nextInt(40), null, new Position(1, 2), 0);
    }
}
