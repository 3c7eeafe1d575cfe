package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Two unmodified gun.js clients with our relay between them; {@code here} writes, {@code there} reads. */
class GunJsThroughOurRelayIT {
    private static final String PAIRS =
            """
            CORE, CORE
            CORE, NODE
            NODE, CORE
            NODE, NODE
            """;

    @RegisterExtension
    final Lab lab = new Lab();

    private GunJsClient here;
    private GunJsClient there;
    private OurRelay relay;

    private void connect(Kind one, Kind other) {
        relay = lab.ourRelay();
        here = lab.gunJs(one, relay);
        there = lab.gunJs(other, relay);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(textBlock = PAIRS)
    @DisplayName("a write arrives at who listens, in both directions, and is acked")
    void writesArriveBothWays(Kind one, Kind other) {
        connect(one, other);
        var thereHears = there.on(List.of("room", "topic"));
        var hereHears = here.on(List.of("room", "reply"));
        assertThat(here.put(List.of("room"), Map.of("topic", "tides")).ok()).isTrue();
        thereHears.awaitText("tides");
        assertThat(there.put(List.of("room"), Map.of("reply", "and wind")).ok()).isTrue();
        hereHears.awaitText("and wind");
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(textBlock = PAIRS)
    @DisplayName("who asks later gets what was written earlier, nested nodes too")
    void laterReadersFindIt(Kind one, Kind other) {
        connect(one, other);
        assertThat(here.put(List.of("room", "seat"), Map.of("row", 3, "free", true, "name", "ébb 🌊"))
                        .ok())
                .isTrue();
        JsonNode seat = there.once(List.of("room", "seat")).orElseThrow();
        assertThat(seat.path("row").asInt()).isEqualTo(3);
        assertThat(seat.path("free").asBoolean()).isTrue();
        assertThat(seat.path("name").asString("")).isEqualTo("ébb 🌊");
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(textBlock = PAIRS)
    @DisplayName("what nobody has is said to be not found, at once")
    void absenceIsAnswered(Kind one, Kind other) {
        connect(one, other);
        assertThat(here.once(List.of("room", "nobody"))).isEmpty();
        assertThat(there.once(List.of("nowhere"))).isEmpty();
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(textBlock = PAIRS)
    @DisplayName("a map hears the items of a set: those that are there, and those that come")
    void mapsHearItems(Kind one, Kind other) {
        connect(one, other);
        here.set(List.of("crew"), Map.of("name", "Ada"));
        var crew = there.map(List.of("crew"));
        crew.await("Ada", item -> "Ada".equals(item.path("name").asString("")));
        here.set(List.of("crew"), Map.of("name", "Grace"));
        crew.await("Grace", item -> "Grace".equals(item.path("name").asString("")));
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(textBlock = PAIRS)
    @DisplayName("a delete arrives as null, and stays deleted for who asks later")
    void deletesArrive(Kind one, Kind other) {
        connect(one, other);
        var topic = there.on(List.of("room", "topic"));
        here.write(List.of("room"), Map.of("topic", "tides"));
        topic.awaitText("tides");
        here.delete(List.of("room", "topic"));
        topic.await("null", JsonNode::isNull);
        GunJsClient late = lab.gunJs(Kind.CORE, relay);
        late.on(List.of("room", "topic")).await("null", JsonNode::isNull);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(textBlock = PAIRS)
    @DisplayName("two values with equal states converge to the lexically greater one, everywhere")
    void equalStatesConverge(Kind one, Kind other) {
        connect(one, other);
        here.on(List.of("room", "topic"));
        there.on(List.of("room", "topic"));
        double state = System.currentTimeMillis();
        here.write(List.of("room"), Map.of("topic", "banana"), state);
        there.write(List.of("room"), Map.of("topic", "apple"), state);
        GunJsClient late = lab.gunJs(Kind.CORE, relay);
        late.on(List.of("room", "topic")).awaitText("banana");
        Awaitility.await("both hold the winner").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(here.valueOf("room", "topic").orElseThrow().asString("")).isEqualTo("banana");
            assertThat(there.valueOf("room", "topic").orElseThrow().asString(""))
                    .isEqualTo("banana");
        });
    }
}
