package dev.gunjava.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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
        WitnessField field = field();
        List<Witness> order = new ArrayList<>(history);
        order.addAll(history.subList(0, 100));
        Collections.shuffle(order, random);
        order.forEach(witness -> field.merge(witness, source()));
        // What was refused while older ones still filled the field comes with the next exchange.
        history.forEach(witness -> field.merge(witness, source()));
        return field.witnesses();
    }

    /** One of enough that none has to bring more than it may. */
    private String source() {
        return "source" + random.nextInt(10);
    }

    private Witness state(int number) {
        long createdAt = time.millis() - 10_000 - number / 2;
        long expiresAt = time.millis() + 1_000 + random.nextInt(500_000);
        String id = "w" + number;
        return new Witness(id, id, createdAt, expiresAt, 1 + random.nextInt(40), null, new Position(1, 2), 0);
    }

    private WitnessField field() {
        return new WitnessField(FieldRules.withTtl(FieldRules.DEPLOYED_TTL), time, time, time, random, event -> {});
    }

    @RepeatedTest(50)
    @DisplayName(
            "and more lose no re-witness: however messages are late, repeated and out of order, all end with 1 + n")
    void loseNothing() {
        int peers = 2 + random.nextInt(12);
        List<WitnessField> fields = Stream.generate(this::field).limit(peers).toList();
        String id = fields.get(0).add("witnessed", null).id();
        List<Witness> shown = new ArrayList<>(fields.get(0).witnesses());
        fields.forEach(field -> field.merge(shown.get(0), "first"));
        int counted = 0;
        for (int step = 0; step < 40; step++) {
            WitnessField field = fields.get(random.nextInt(peers));
            if (random.nextInt(3) == 0) {
                shown.add(field.reWitness(id).orElseThrow());
                counted++;
            } else {
                field.merge(shown.get(random.nextInt(shown.size())), "somebody");
                shown.addAll(field.witnesses());
            }
        }
        Collections.shuffle(shown, random);
        for (WitnessField field : fields) {
            shown.forEach(witness -> field.merge(witness, "somebody"));
            assertThat(field.witnesses())
                    .as("-Dseed=%d", seed)
                    .isEqualTo(fields.get(0).witnesses())
                    .extracting(Witness::witnessCount)
                    .containsExactly(1L + counted);
        }
    }

    /** Counts as the deployed pages do: one plain number, of which it takes the greater. */
    private static final class Page {
        private Witness witness;

        Page(Witness first) {
            witness = first;
        }

        Witness reWitness() {
            witness = plain(witness.witnessCount() + 1);
            return witness;
        }

        void hear(Witness shown) {
            witness = plain(Math.max(witness.witnessCount(), shown.witnessCount()));
        }

        private Witness plain(long count) {
            return witness.with(
                    new Tally(count, witness.tally().base(), witness.tally().slots()), witness.expiresAt());
        }
    }

    @RepeatedTest(50)
    @DisplayName("mixed with pages that know a plain number alone never count down, and end alike")
    void mixedWithPages() {
        List<WitnessField> fields = Stream.generate(this::field).limit(4).toList();
        String id = fields.get(0).add("witnessed", null).id();
        Witness first = fields.get(0).witnesses().get(0);
        fields.forEach(field -> field.merge(first, "first"));
        List<Page> pages = Stream.generate(() -> new Page(first)).limit(3).toList();
        int ours = 0;
        for (int step = 0; step < 60; step++) {
            WitnessField field = fields.get(random.nextInt(fields.size()));
            Page page = pages.get(random.nextInt(pages.size()));
            long before = field.witness(id).orElseThrow().witnessCount();
            switch (random.nextInt(5)) {
                case 0 -> {
                    field.reWitness(id);
                    ours++;
                }
                case 1 -> {
                    Witness again = page.reWitness();
                    fields.forEach(each -> each.mergeReWitness(again, "page"));
                }
                case 2 -> page.hear(field.witness(id).orElseThrow());
                case 3 -> field.merge(page.witness, "page");
                default ->
                    field.merge(
                            fields.get(random.nextInt(fields.size()))
                                    .witness(id)
                                    .orElseThrow(),
                            "field");
            }
            assertThat(field.witness(id).orElseThrow().witnessCount())
                    .as("-Dseed=%d", seed)
                    .isGreaterThanOrEqualTo(before);
        }
        for (int round = 0; round < 2; round++) {
            List<Witness> shown = new ArrayList<>();
            fields.forEach(field -> shown.addAll(field.witnesses()));
            pages.forEach(page -> shown.add(page.witness));
            fields.forEach(field -> shown.forEach(witness -> field.merge(witness, "somebody")));
            pages.forEach(page -> shown.forEach(page::hear));
        }
        Witness end = fields.get(0).witness(id).orElseThrow();
        assertThat(end.witnessCount()).as("-Dseed=%d", seed).isGreaterThanOrEqualTo(1 + ours);
        assertThat(fields).as("-Dseed=%d", seed).allSatisfy(field -> assertThat(field.witnesses())
                .containsExactly(end));
        assertThat(pages).as("-Dseed=%d", seed).allSatisfy(page -> assertThat(page.witness.witnessCount())
                .isEqualTo(end.witnessCount()));
    }
}
