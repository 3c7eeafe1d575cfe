package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Ack;
import dev.gunjava.Gun;
import dev.gunjava.Once;
import dev.gunjava.graph.GunValue;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.GunJsRelay.Mode;
import dev.gunjava.interop.fixture.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What our client makes of gun.js relays beyond what the live matrix shows for each pair of clients. */
class OurClientThroughGunJsRelayIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(15);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("through a relay as deployed our write arrives at gun.js, and gun.js's at us")
    void writesArriveBothWays() {
        GunJsRelay relay = lab.gunJsRelay(Mode.DEPLOYED);
        GunJsClient theirs = lab.gunJs(Kind.CORE, relay);
        Gun ours = lab.gun(relay);
        var theyHear = theirs.on(List.of("room", "topic"));
        List<GunValue> weHear = heardAt(ours, "room", "reply");

        var sent = ours.get("room").put(Map.of("topic", "ébb 🌊"));
        theyHear.awaitText("ébb 🌊");
        assertThat(sent).isNotCompletedExceptionally();
        theirs.write(List.of("room"), Map.of("reply", "and flow"));
        await().atMost(ARRIVAL).until(() -> weHear.contains(new GunValue.Text("and flow")));
    }

    @Test
    @DisplayName("a relay with storage acks our writes and says not found; one without leaves no call of ours hanging")
    void everyCallEnds() throws Exception {
        Gun stored = lab.gun(lab.gunJsRelay(Mode.DEFAULT));
        assertThat(stored.get("room").put(Map.of("topic", "tides")).get(10, TimeUnit.SECONDS))
                .isInstanceOf(Ack.Stored.class);
        assertThat(stored.get("room").get("nobody").once().get(10, TimeUnit.SECONDS))
                .isInstanceOf(Once.Absent.class);

        Gun silent = lab.gun(lab.gunJsRelay(Mode.DEPLOYED));
        assertThat(silent.get("room").get("nobody").once().get(10, TimeUnit.SECONDS))
                .isNotInstanceOf(Once.Found.class);
    }

    @Test
    @DisplayName("a relay takes in every key of a large write of ours, of which it would lose some in one message")
    void largeWrites() {
        GunJsRelay relay = lab.gunJsRelay(Mode.DEFAULT);
        Map<String, Integer> keys = IntStream.range(0, 5_000)
                .boxed()
                .collect(Collectors.toMap(i -> "key" + i, i -> i, (a, b) -> a, TreeMap::new));
        assertThat(lab.gun(relay).get("large").put(keys))
                .succeedsWithin(ARRIVAL)
                .isInstanceOf(Ack.Stored.class);
        keys.forEach((key, value) -> assertThat(relay.valueOf("large", key))
                .hasValueSatisfying(held -> assertThat(held.asInt()).isEqualTo(value)));
    }

    /** The values that a subscription of ours was called with, as they come. */
    private List<GunValue> heardAt(Gun gun, String soul, String key) {
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        lab.keep(gun.get(soul).get(key).on(change -> heard.add(change.value())));
        return heard;
    }
}
