package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page passes the same cases in open-link.test.js. */
@DisplayName("B16: an open link, when an offer comes under the name of its peer")
class B16OpenLinkTest {
    private static final String PEER = "peer_other";
    private static final long STEP_MILLIS = 100;

    static Stream<Arguments> cases() throws IOException {
        try (InputStream file = B16OpenLinkTest.class.getResourceAsStream("/cases/open-link.json")) {
            JsonNode cases =
                    new JsonMapper().readTree(Objects.requireNonNull(file)).get("cases");
            return List.copyOf(cases.values()).stream()
                    .map(each -> Arguments.of(each.get("name").stringValue(), each));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("stays or goes")
    void staysOrGoes(String name, JsonNode told) {
        Set<String> extensions = told.get("ping").booleanValue() ? ScriptedNeighbourhood.PING : Set.of();
        try (ScriptedNeighbourhood me = new ScriptedNeighbourhood(false, new Random(7))) {
            me.here(PEER);
            me.offer(PEER, "a0", extensions);
            me.pass(STEP_MILLIS);
            me.last().listener.opened();
            assertThat(me.state(PEER)).isEqualTo(LinkState.OPEN);
            ScriptedNeighbourhood.Link link = me.last();
            link.consented = told.path("consents").asBoolean(true);
            int probed = 0;
            long replaced = -1;
            long began = me.passed();
            for (long at = 0; at <= millis(told, "until"); at += STEP_MILLIS) {
                if (isAt(told, "offers", at)) {
                    me.offer(PEER, String.format("b%07x", at), extensions);
                }
                boolean isAnswer = told.path("answers").asBoolean(false) && me.probes.size() > probed;
                if (isAnswer || isAt(told, "heard", at)) {
                    link.listener.received("{}");
                }
                probed = me.probes.size();
                me.tick();
                if (replaced < 0 && link.dropped) {
                    replaced = at;
                }
                me.pass(began + at + STEP_MILLIS - me.passed());
            }
            assertThat(me.probes.size()).as("pings").isEqualTo(told.get("pings").intValue());
            JsonNode after = told.get("replacedAfter");
            assertThat(replaced)
                    .as("replaced after, ms")
                    .isEqualTo(after.isNull() ? -1 : millis(told, "replacedAfter"));
            if (!after.isNull()) {
                assertThat(me.links.get(1).answers)
                        .isEqualTo(ScriptedNeighbourhood.fingerprint(String.format("b%07x", millis(told, "by"))));
            }
        }
    }

    private static long millis(JsonNode told, String key) {
        return Math.round(told.get(key).doubleValue() * 1_000);
    }

    /** Times in seconds: single ones, or of every so many from one to another. */
    private static boolean isAt(JsonNode told, String key, long millis) {
        JsonNode times = told.path(key);
        if (times.isArray()) {
            return times.values().stream().anyMatch(each -> Math.round(each.doubleValue() * 1_000) == millis);
        }
        return times.isObject()
                && millis >= millis(times, "from")
                && millis <= millis(times, "to")
                && (millis - millis(times, "from")) % millis(times, "every") == 0;
    }
}
