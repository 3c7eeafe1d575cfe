package dev.gunjava.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.Vectors;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.FrameReader;
import dev.gunjava.wire.Message;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("HAM decides as gun.js does")
class HamVectorsTest {

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Vectors.cases("ham.json").stream()
                .map(one -> DynamicTest.dynamicTest(one.get("id") + " " + one.get("name"), () -> check(one)));
    }

    private static void check(Map<String, @Nullable Object> one) {
        if (!(one.get("incomingState") instanceof Double state)
                || one.get("name").equals("invalid value")) {
            checkRefusedByTheReader(one);
            return;
        }
        double now = (Double) Vectors.object(one).get("machineState");
        GunValue incoming = value(one.get("incomingValue"));
        GunValue known = Boolean.TRUE.equals(one.get("currentExists")) ? value(one.get("currentValue")) : null;
        double knownState = one.get("currentState") instanceof Double stored ? stored : Ham.NEVER;

        Ham.Decision decision = Ham.decide(now, state, incoming, knownState, known);

        assertThat(decision.stores() ? "merge" : decision.name().toLowerCase(Locale.ROOT))
                .isEqualTo(one.get("outcome"));
        assertThat(decision == Ham.Decision.OVERRULE)
                .isEqualTo(decision.stores() && known != null && state == knownState);
    }

    /** gun.js coerces states that are no numbers; here such a put, like one of an invalid value, never gets to HAM. */
    private static void checkRefusedByTheReader(Map<String, @Nullable Object> one) {
        String frame = "{\"#\":\"x\",\"put\":{\"a\":{\"_\":{\"#\":\"a\",\">\":{\"k\":"
                + Vectors.text(one.get("incomingState")) + "}},\"k\":" + Vectors.text(one.get("incomingValue")) + "}}}";
        assertThat(new FrameReader(Limits.general().frames(), new SplittableRandom(1))
                        .read(frame)
                        .messages())
                .hasOnlyElementsOfType(Message.Malformed.class);
    }

    private static GunValue value(@Nullable Object json) {
        if (json == null) {
            return GunValue.Null.INSTANCE;
        } else if (json instanceof String text) {
            return new GunValue.Text(text);
        } else if (json instanceof Double number) {
            return new GunValue.Num(number);
        } else if (json instanceof Boolean bool) {
            return new GunValue.Bool(bool);
        }
        return new GunValue.Link(String.valueOf(Vectors.object(json).get("#")));
    }
}
