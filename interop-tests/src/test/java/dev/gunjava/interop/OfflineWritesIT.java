package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.Browser;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Listening;
import dev.gunjava.interop.fixture.OurRelay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * What a page with an unmodified gun.js writes while its relay is down. gun.js drops it on the way, keeps it in the
 * storage of the browser and never sends it by itself. It dials once more, two seconds after the loss (a hidden page when
 * it is shown again), then forgets the relay; whenever it is connected again, it asks again for what it listens to.
 */
class OfflineWritesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final List<String> ROOM = List.of("room");
    private static final List<String> TOPIC = List.of("room", "topic");
    private static final List<String> CREW = List.of("crew");

    /** How the relay comes back. */
    private enum Return {
        EMPTY,
        WITH_ITS_DATA
    }

    @RegisterExtension
    final Lab lab = new Lab();

    private OurRelay relay;
    private Browser browser;
    private Browser.Page page;
    private GunJsClient writer;
    private Listening topic;
    private Listening crew;

    @ParameterizedTest(name = "the relay comes back {0}")
    @EnumSource
    @DisplayName("comes in when gun.js dials again by itself")
    void whenGunJsDialsAgain(Return back) {
        connect(back);
        goesDown();
        writesOffline();
        relay.start();
        comesIn();
    }

    @ParameterizedTest(name = "the relay comes back {0}")
    @EnumSource
    @DisplayName("comes in when gun.js had given the relay up, and is told of it again")
    void whenToldAgain(Return back) {
        connect(back);
        goesDown();
        writesOffline();
        await("gun.js dials in vain, and never again").atMost(SOON).until(() -> page.console().stream()
                .anyMatch(line -> line.contains("ERR_CONNECTION_REFUSED")));
        relay.start();
        writer.dial(relay);
        comesIn();
    }

    @ParameterizedTest(name = "the relay comes back {0}")
    @EnumSource
    @DisplayName("comes in when the page is loaded again")
    void whenLoadedAgain(Return back) {
        connect(back);
        goesDown();
        writesOffline();
        page.await("the browser has stored it", SOON, "localStorage.getItem('gun/').includes('Ada')");
        relay.start();
        page.reload();
        listens();
        comesIn();
    }

    private void connect(Return back) {
        relay = back == Return.EMPTY
                ? lab.ourRelay()
                : lab.ourRelay(plan -> plan.data(lab.folder().resolve("data")));
        browser = lab.browser();
        page = browser.openApart(lab.site().gunJsPage(relay));
        writer = lab.gunJs(page);
        listens();
        var ours = lab.ourClient(relay);
        topic = ours.on(TOPIC);
        crew = ours.map(CREW);
        writer.write(ROOM, Map.of("topic", "written before"));
        writer.set(CREW, Map.of("name", "Grace"));
        topic.awaitText("written before");
        crew.await("Grace", named("Grace"));
    }

    private void listens() {
        writer.on(ROOM);
        writer.map(CREW);
    }

    private void goesDown() {
        relay.stop();
        await("gun.js knows").atMost(SOON).until(() -> writer.peers() == 0);
    }

    /** Another value for a key that the relay knew, and a node that it never saw. */
    private void writesOffline() {
        writer.write(ROOM, Map.of("topic", "written offline"));
        writer.set(CREW, Map.of("name", "Ada"));
    }

    /** Who listens hears of it, and the relay has it: who comes later gets it though the page is gone. */
    private void comesIn() {
        topic.awaitText("written offline");
        crew.await("Ada", named("Ada"));
        browser.close();
        GunJsClient later = lab.gunJs(Kind.CORE, relay);
        assertThat(later.once(TOPIC))
                .hasValueSatisfying(value -> assertThat(value.asString()).isEqualTo("written offline"));
        later.map(CREW).await("Ada", named("Ada"));
        var ours = lab.ourClient(relay);
        assertThat(ours.once(TOPIC))
                .hasValueSatisfying(value -> assertThat(value.asString()).isEqualTo("written offline"));
        ours.map(CREW).await("Ada", named("Ada"));
    }

    private static Predicate<JsonNode> named(String name) {
        return item -> name.equals(item.path("name").asString(""));
    }
}
