package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Listening;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.WireClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What gun.js does with itself: the ground that the fixtures stand on and that our side is compared with. */
class GunJsAmongItselfIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(10);
    private static final Duration SETTLED = Duration.ofMillis(500);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("a gun.js relay with storage acks a write, and says not found for what nobody has")
    void storageAcksAndSaysNotFound() {
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEFAULT);
        GunJsClient client = lab.gunJs(Kind.CORE, relay);
        assertThat(client.put(List.of("room"), Map.of("topic", "tides")).ok()).isTrue();
        assertThat(client.once(List.of("room", "nobody"))).isEmpty();
    }

    @Test
    @DisplayName(
            "a gun.js relay never acks a put whose state is ahead of its clock, though it takes it in and stores it")
    void deferredPutsStayWithoutAck() {
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEFAULT);
        WireClient writer = lab.wire(relay);
        long now = System.currentTimeMillis();
        writer.say(put("ahead", now + 200));
        await().atMost(ARRIVAL).until(() -> relay.valueOf("ahead", "topic").isPresent());
        writer.say(put("behind", now));
        // The storage acks in the order in which the relay took in.
        writer.awaitAnswer("put behind");
        assertThat(writer.heard())
                .noneMatch(message -> "put ahead".equals(message.path("@").asString("")));
    }

    private static String put(String soul, long state) {
        return "{\"#\":\"put %1$s\",\"put\":{\"%1$s\":{\"_\":{\"#\":\"%1$s\",\">\":{\"topic\":%2$d}},\"topic\":\"tides\"}}}"
                .formatted(soul, state);
    }

    @Test
    @DisplayName("a gun.js in Node forgets the name it has just read where its parser pauses, and so loses a level")
    void parserForgetsNames() {
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
        StringJoiner keys = new StringJoiner(",", "{", "}");
        for (int i = 4; i < 1_500; i++) {
            keys.add("\"k%1$d\":{\"\":{\":\":%1$d,\">\":16000000000}}".formatted(i));
        }
        JsonNode read = relay.parse(keys.toString());
        assertThat(read.path("k1029").path("").path(":").asInt()).isEqualTo(1_029);
        assertThat(read.path("k1030").path(":").asInt())
                .as("after 32 768 steps the name between was forgotten")
                .isEqualTo(1_030);
    }

    @Test
    @DisplayName("so a gun.js relay loses keys of a large write, which our relay passes on whole to a gun.js in Node")
    void largeWrites() {
        Map<String, Object> keys = IntStream.range(0, 2_000)
                .boxed()
                .collect(Collectors.toMap(i -> "key" + i, i -> i, (a, b) -> a, TreeMap::new));
        GunJsRelay theirs = lab.gunJsRelay(GunJsRelay.Mode.DEFAULT);
        GunJsClient writer = lab.gunJs(Kind.CORE, theirs);
        writer.write(List.of("large"), keys);
        AtomicReference<Map<String, String>> before = new AtomicReference<>(Map.of());
        await("gun.js has taken in what it will")
                .atMost(ARRIVAL)
                .during(SETTLED)
                .until(() -> {
                    Map<String, String> held = theirs.graph(List.of("large"));
                    return !held.isEmpty() && held.equals(before.getAndSet(held));
                });
        String held = before.get().get("large");
        assertThat(keys.keySet()).anyMatch(key -> !held.contains("\"" + key + "\":"));

        OurRelay ours = lab.ourRelay();
        Listening reader = lab.gunJs(Kind.NODE, ours).on(List.of("large"));
        lab.gunJs(Kind.CORE, ours).write(List.of("large"), keys);
        reader.await("all keys", node -> node.size() == keys.size());
    }

    @Test
    @DisplayName("the tap shows each message both ways and changes none")
    void tapShowsMessages() {
        GunJsRelay relay = lab.gunJsRelay(GunJsRelay.Mode.DEPLOYED);
        FrameTap tap = lab.tap(relay);
        GunJsClient writer = lab.gunJs(Kind.CORE, tap);
        GunJsClient reader = lab.gunJs(Kind.NODE, tap);
        var listening = reader.on(List.of("room", "topic"));
        writer.write(List.of("room"), Map.of("topic", "ébb \"and\" flow"));
        listening.awaitText("ébb \"and\" flow");
        assertThat(tap.frames())
                .anyMatch(frame -> frame.direction() == FrameTap.Direction.TO_RELAY
                        && frame.text().contains("ébb \\\"and\\\" flow"))
                .anyMatch(frame -> frame.direction() == FrameTap.Direction.FROM_RELAY
                        && frame.text().contains("ébb \\\"and\\\" flow"))
                .anyMatch(frame -> frame.text().contains("\"dam\":\"?\""));
    }

    @Test
    @DisplayName("the browser runs scripts, awaits promises and shows its console")
    void browserRunsScripts() {
        Browser.Page page = lab.browser().open("about:blank");
        assertThat(page.evaluate("Promise.resolve(6 * 7)").asInt()).isEqualTo(42);
        page.evaluate("console.warn('seen')");
        assertThat(page.console()).contains("warn: seen");
    }
}
