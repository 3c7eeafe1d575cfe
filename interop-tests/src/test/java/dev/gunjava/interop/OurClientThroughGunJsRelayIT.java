package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.Ack;
import dev.gunjava.Change;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Our client and a gun.js client, with a real gun.js relay between them, in every mode of it. */
class OurClientThroughGunJsRelayIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(15);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Mode.class)
    @DisplayName("our write arrives at gun.js, gun.js's write arrives at us")
    void writesArriveBothWays(Mode mode) {
        GunJsRelay relay = lab.gunJsRelay(mode);
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

    @ParameterizedTest
    @EnumSource(Mode.class)
    @DisplayName("we find what gun.js wrote before we came, path souls included")
    void laterReadersFindIt(Mode mode) throws Exception {
        GunJsRelay relay = lab.gunJsRelay(mode);
        GunJsClient theirs = lab.gunJs(Kind.CORE, relay);
        // A root soul: without storage gun.js cannot write below a key that nobody answers for.
        theirs.write(List.of("room/seat"), Map.of("row", 3, "free", true));
        await().atMost(ARRIVAL).until(() -> relay.valueOf("room/seat", "row").isPresent());

        Gun ours = lab.gun(relay);
        Once once = ours.get("room/seat").once().get(10, TimeUnit.SECONDS);
        assertThat(once).isInstanceOfSatisfying(Once.Found.class, found -> {
            var node = found.change().node().orElseThrow();
            assertThat(node.value("row")).isEqualTo(new GunValue.Num(3));
            assertThat(node.value("free")).isEqualTo(new GunValue.Bool(true));
        });
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

    @ParameterizedTest
    @EnumSource(Mode.class)
    @DisplayName("a map of ours hears the items that gun.js adds")
    void mapsHearItems(Mode mode) {
        GunJsRelay relay = lab.gunJsRelay(mode);
        GunJsClient theirs = lab.gunJs(Kind.CORE, relay);
        Gun ours = lab.gun(relay);
        List<Change> crew = new CopyOnWriteArrayList<>();
        lab.keep(ours.get("crew").map().on(crew::add));
        theirs.write(List.of("ada"), Map.of("name", "Ada"));
        theirs.write(List.of("crew"), Map.of("ada", Map.of("#", "ada")));
        await().atMost(ARRIVAL).until(() -> crew.stream().anyMatch(item -> item.node()
                .filter(node -> new GunValue.Text("Ada").equals(node.value("name")))
                .isPresent()));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @DisplayName("a delete arrives as null, in both directions")
    void deletesArrive(Mode mode) {
        GunJsRelay relay = lab.gunJsRelay(mode);
        GunJsClient theirs = lab.gunJs(Kind.CORE, relay);
        Gun ours = lab.gun(relay);
        var theyHear = theirs.on(List.of("room", "topic"));
        List<GunValue> weHear = heardAt(ours, "room", "reply");

        var written = ours.get("room").put(Map.of("topic", "tides"));
        theyHear.awaitText("tides");
        var deleted = ours.get("room").get("topic").put(null);
        theyHear.await("null", JsonNode::isNull);
        assertThat(List.of(written, deleted)).noneMatch(CompletableFuture::isCompletedExceptionally);

        theirs.write(List.of("room"), Map.of("reply", "wind"));
        await().atMost(ARRIVAL).until(() -> weHear.contains(new GunValue.Text("wind")));
        theirs.delete(List.of("room", "reply"));
        await().atMost(ARRIVAL).until(() -> weHear.stream().anyMatch(GunValue.Null.class::isInstance));
    }

    /** The values that a subscription of ours was called with, as they come. */
    private List<GunValue> heardAt(Gun gun, String soul, String key) {
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        lab.keep(gun.get(soul).get(key).on(change -> heard.add(change.value())));
        return heard;
    }
}
