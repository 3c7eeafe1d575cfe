package dev.gunjava.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cases that the page's field passes too; {@code cases/field.json} says how they are written. */
@DisplayName("A field, by the cases that JVM and page share,")
class FieldCasesTest {

    @TestFactory
    Stream<DynamicTest> cases() {
        return Stream.of("field.json", "field-random.json")
                .flatMap(FieldCasesTest::read)
                .map(each -> {
                    String name = each.get("fault").stringValue() + ": "
                            + each.get("name").stringValue();
                    return DynamicTest.dynamicTest(name, () -> new Run().play(each.get("steps")));
                });
    }

    private static Stream<JsonNode> read(String name) {
        try (InputStream file = FieldCasesTest.class.getResourceAsStream("/cases/" + name)) {
            return new JsonMapper()
                    .readTree(Objects.requireNonNull(file))
                    .get("cases")
                    .valueStream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One case, in virtual time. */
    private static final class Run {
        private final VirtualTime time = new VirtualTime();
        private final long start = time.millis();
        private final WitnessField field =
                new WitnessField(FieldRules.DEPLOYED, time, time, time, new Random(7), event -> {});

        void play(JsonNode steps) {
            for (JsonNode step : steps) {
                passUntil(step.get("at").longValue());
                if (step.has("show")) {
                    show(step);
                } else if (step.has("make")) {
                    repeat(step, n -> field.add(numbered(step.get("make"), n), null));
                } else if (step.has("reWitness")) {
                    String id = witness(step.get("reWitness").stringValue()).id();
                    assertThat(field.reWitness(id)).isPresent();
                } else {
                    check(step);
                }
            }
            field.close();
        }

        private void passUntil(long at) {
            time.pass(Duration.ofMillis(start + at - time.millis()));
        }

        private void repeat(JsonNode step, IntConsumer action) {
            int first = step.path("start").intValue(0);
            int times = step.path("times").intValue(1);
            for (int n = first; n < first + times; n++) {
                if (n > first) {
                    time.pass(Duration.ofMillis(step.path("every").longValue(0)));
                }
                action.accept(n);
            }
        }

        private static String numbered(JsonNode text, int n) {
            return text.stringValue().replace("{n}", Integer.toString(n));
        }

        private void show(JsonNode step) {
            Map<String, Integer> admissions = new HashMap<>();
            int first = step.path("start").intValue(0);
            repeat(step, n -> {
                Witness shown = shown(step.get("show"), step.path("each"), n, n - first);
                String from = numbered(step.get("from"), n);
                Admission admission = step.path("again").booleanValue(false)
                        ? field.mergeReWitness(shown, from)
                        : field.merge(shown, from);
                admissions.merge(admission.name().toLowerCase(Locale.ROOT).replace('_', '-'), 1, Integer::sum);
            });
            Map<String, Integer> expected = new HashMap<>();
            step.get("admissions")
                    .properties()
                    .forEach(each -> expected.put(each.getKey(), each.getValue().intValue()));
            assertThat(admissions).as("%s", step).isEqualTo(expected);
        }

        private Witness shown(JsonNode said, JsonNode each, int n, int past) {
            SortedMap<String, Long> slots = new TreeMap<>();
            for (Map.Entry<String, JsonNode> slot : said.path("counts").properties()) {
                slots.put(
                        slot.getKey().replace("{n}", Integer.toString(n)),
                        slot.getValue().longValue());
            }
            String id = numbered(said.get("id"), n);
            return new Witness(
                    id,
                    id,
                    moment("createdAt", said, each, past),
                    moment("expiresAt", said, each, past),
                    new Tally(
                            said.get("witnessCount").longValue(),
                            said.path("base").longValue(1),
                            slots),
                    null,
                    new Position(50, 50),
                    0.5,
                    UnknownMembers.NONE);
        }

        private long moment(String name, JsonNode said, JsonNode each, int past) {
            return start + said.get(name).longValue() + past * each.path(name).longValue(0);
        }

        private Witness witness(String text) {
            return field.witnesses().stream()
                    .filter(witness -> witness.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(text + " is not there"));
        }

        private void check(JsonNode step) {
            List<String> texts = field.witnesses().stream().map(Witness::text).toList();
            if (step.has("size")) {
                assertThat(texts).as("%s", step).hasSize(step.get("size").intValue());
            }
            List<String> first = strings(step.path("first"));
            assertThat(texts.subList(0, Math.min(first.size(), texts.size())))
                    .as("%s", step)
                    .isEqualTo(first);
            assertThat(texts).as("%s", step).containsAll(strings(step.path("present")));
            assertThat(texts).as("%s", step).doesNotContainAnyElementsOf(withOne(strings(step.path("absent"))));
            step.path("tallies").properties().forEach(each -> checkTally(witness(each.getKey()), each.getValue()));
            step.path("expiries").properties().forEach(each -> assertThat(
                            witness(each.getKey()).expiresAt() - start)
                    .as("%s", step)
                    .isEqualTo(each.getValue().longValue()));
        }

        /** AssertJ wants something to look for. */
        private static List<String> withOne(List<String> some) {
            List<String> all = new ArrayList<>(some);
            all.add("a text that nobody says");
            return all;
        }

        private static List<String> strings(JsonNode list) {
            return list.valueStream().map(JsonNode::stringValue).toList();
        }

        private static void checkTally(Witness witness, JsonNode expected) {
            Tally tally = witness.tally();
            assertThat(tally.count())
                    .as("count of %s", witness.text())
                    .isEqualTo(expected.get("witnessCount").longValue());
            if (expected.has("base")) {
                Map<String, Long> slots = new TreeMap<>();
                expected.get("counts")
                        .properties()
                        .forEach(
                                slot -> slots.put(slot.getKey(), slot.getValue().longValue()));
                assertThat(tally.base())
                        .as("base of %s", witness.text())
                        .isEqualTo(expected.get("base").longValue());
                assertThat(tally.slots()).as("slots of %s", witness.text()).isEqualTo(slots);
            }
        }
    }
}
