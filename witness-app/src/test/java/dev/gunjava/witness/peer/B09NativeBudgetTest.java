package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.witness.Allowance;
import dev.gunjava.witness.NativeRules;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page passes the same cases in native-budget.test.js. */
@DisplayName("B09: the budget for native connections")
class B09NativeBudgetTest {
    private static final long START = 1_000_000;

    private int names;

    static Stream<Arguments> cases() throws IOException {
        try (InputStream file = B09NativeBudgetTest.class.getResourceAsStream("/cases/native-budget.json")) {
            JsonNode cases =
                    new JsonMapper().readTree(Objects.requireNonNull(file)).get("cases");
            return List.copyOf(cases.values()).stream()
                    .map(each -> Arguments.of(each.get("name").stringValue(), each.get("steps")));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("grants")
    void grants(String name, JsonNode steps) {
        NativeBudget budget = new NativeBudget(NativeRules.DEPLOYED, START);
        for (JsonNode step : steps.values()) {
            long at = START + Math.round(step.get("at").doubleValue() * 1_000);
            double perSecond = step.path("perSecond").asDouble(0);
            int times = perSecond > 0
                    ? (int) (perSecond * step.get("seconds").intValue())
                    : step.get("times").intValue();
            Map<NativeBudget.Verdict, Integer> verdicts = new EnumMap<>(NativeBudget.Verdict.class);
            for (int i = 0; i < times; i++) {
                long now = at + (perSecond > 0 ? (long) (i * 1_000 / perSecond) : 0);
                verdicts.merge(ask(budget, step, now), 1, Integer::sum);
            }
            int grants = verdicts.getOrDefault(NativeBudget.Verdict.GRANTED, 0);
            int least = step.get("grants").intValue();
            assertThat(grants)
                    .as("%s: %s", name, step)
                    .isBetween(least, step.path("mayGrant").asInt(least));
            if (grants < times) {
                assertThat(verdicts).as("%s: %s", name, step).containsEntry(refusal(step), times - grants);
            }
        }
    }

    private NativeBudget.Verdict ask(NativeBudget budget, JsonNode step, long now) {
        String peer = step.get("peer").stringValue();
        String named = peer.endsWith("*") ? peer + names++ : peer;
        return budget.ask(NativeBudget.Account.valueOf(upper(step.get("account"))), named, now);
    }

    private static NativeBudget.Verdict refusal(JsonNode step) {
        return NativeBudget.Verdict.valueOf(upper(step.get("refusal")));
    }

    private static String upper(JsonNode word) {
        return word.stringValue().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @Test
    @DisplayName("is refused if others may have more than there is")
    void nonsense() {
        Allowance few = new Allowance(1, 1);
        Allowance many = new Allowance(2, 1);
        assertThatThrownBy(() -> new NativeRules(few, many, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NativeRules(many, few, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
