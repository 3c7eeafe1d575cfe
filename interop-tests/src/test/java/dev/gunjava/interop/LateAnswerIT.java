package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.FrameTap;
import dev.gunjava.interop.fixture.FrameTap.Direction;
import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.GunJsRelay.Mode;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Listening;
import dev.gunjava.interop.fixture.OurClient;
import dev.gunjava.interop.fixture.Relay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.StringNode;

/**
 * What comes of an answer that was true when it was given, but comes late: meanwhile a greater text has won with the same
 * state. gun.js marks each answer to a get of its own ({@code src/chain.js}: {@code ack()} sets {@code miss}), and takes
 * from one so marked whatever has an equal state ({@code src/root.js}: {@code ham()}).
 */
class LateAnswerIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(15);
    private static final String SOUL = "fruit";
    private static final String KEY = "best";
    private static final StringNode LESSER = StringNode.valueOf("apple");
    private static final StringNode GREATER = StringNode.valueOf("pear");

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("at gun.js's relay a gun.js client goes back to the lesser text, and stays with it")
    void gunJsGoesBack() {
        GunJsRelay relay = lab.gunJsRelay(Mode.DEFAULT);
        FrameTap toAsker = lab.tap(relay);
        GunJsClient asker = lab.gunJs(Kind.CORE, toAsker);
        FrameTap toAnswerer = lab.tap(relay);
        GunJsClient answerer = answerer(toAnswerer);
        asker.on(List.of(SOUL));
        awaitHeld(toAnswerer);
        double state = System.currentTimeMillis();
        asker.write(List.of(SOUL), Map.of(KEY, "pear"), state);
        answerer.write(List.of(SOUL), Map.of(KEY, "apple"), state);
        // The relay tells the asker of its own write again, which would undo what the answer does.
        awaitText(toAsker, "pear");
        toAnswerer.release();
        awaitText(toAsker, "apple");

        awaitHas(asker, LESSER);
        assertThat(relay.valueOf(SOUL, KEY)).contains(GREATER);
        assertThat(asker.once(List.of(SOUL, KEY))).contains(LESSER);
    }

    @Test
    @DisplayName("at gun.js's relay our client stays with the greater text")
    void oursStays() {
        GunJsRelay relay = lab.gunJsRelay(Mode.DEFAULT);
        FrameTap toAsker = lab.tap(relay);
        OurClient asker = lab.ourClient(toAsker);
        FrameTap toAnswerer = lab.tap(relay);
        GunJsClient answerer = answerer(toAnswerer);
        Listening heard = asker.on(List.of(SOUL, KEY));
        awaitHeld(toAnswerer);
        asker.write(List.of(SOUL), Map.of(KEY, "pear"));
        answerer.write(List.of(SOUL), Map.of(KEY, "apple"), asker.stateOf(SOUL, KEY));
        toAnswerer.release();
        awaitText(toAsker, "apple");

        assertThat(asker.once(List.of(SOUL, KEY))).contains(GREATER);
        assertThat(heard.values()).containsExactly(GREATER);
    }

    @Test
    @DisplayName("our relay passes on what has won, so that a gun.js client stays with the greater text")
    void ourRelayPassesOnTheWinner() {
        Relay relay = lab.ourRelay();
        GunJsClient asker = lab.gunJs(Kind.CORE, relay);
        FrameTap toAnswerer = lab.tap(relay);
        GunJsClient answerer = answerer(toAnswerer);
        Listening heard = asker.on(List.of(SOUL));
        awaitHeld(toAnswerer);
        double state = System.currentTimeMillis();
        asker.write(List.of(SOUL), Map.of(KEY, "pear"), state);
        awaitAnswered(asker);
        answerer.write(List.of(SOUL), Map.of(KEY, "apple"), state);
        toAnswerer.release();

        awaitHas(answerer, GREATER);
        awaitText(toAnswerer, Direction.TO_RELAY, "\"@\"", "apple");
        // What either asks now is answered after all that was under way.
        awaitAnswered(answerer);
        awaitAnswered(asker);
        assertThat(asker.valueOf(SOUL, KEY)).contains(GREATER);
        assertThat(heard.values().stream().map(node -> node.path(KEY))).containsOnly(GREATER);
    }

    @Test
    @DisplayName("our relay tells who wrote the greater text after asking, which brings a gun.js client forward again")
    void ourRelayTellsWhoWins() {
        Relay relay = lab.ourRelay();
        double state = System.currentTimeMillis();
        GunJsClient other = lab.gunJs(Kind.CORE, relay);
        other.write(List.of(SOUL), Map.of(KEY, "apple"), state);
        awaitAnswered(other);
        FrameTap toAsker = lab.tap(relay);
        GunJsClient asker = lab.gunJs(Kind.CORE, toAsker);
        awaitAnswered(asker);
        toAsker.hold();
        asker.on(List.of(SOUL));
        asker.write(List.of(SOUL), Map.of(KEY, "pear"), state);
        toAsker.release();

        awaitText(toAsker, Direction.FROM_RELAY, "\"@\"", "apple");
        awaitAnswered(asker);
        assertThat(asker.valueOf(SOUL, KEY)).contains(GREATER);
    }

    /** A client that is connected, and then hears nothing until its tap is released. */
    private GunJsClient answerer(FrameTap tap) {
        GunJsClient answerer = lab.gunJs(Kind.CORE, tap);
        awaitAnswered(answerer);
        tap.hold();
        return answerer;
    }

    private static void awaitAnswered(GunClient client) {
        assertThat(client.once(List.of("nothing", "there"))).isEmpty();
    }

    /** Waits until the relay has asked who hears nothing yet. */
    private static void awaitHeld(FrameTap tap) {
        awaitText(tap, Direction.FROM_RELAY, "\"get\"", "\"" + SOUL + "\"");
    }

    private static void awaitText(FrameTap tap, String text) {
        awaitText(tap, Direction.FROM_RELAY, "\"put\"", "\"" + text + "\"");
    }

    private static void awaitText(FrameTap tap, Direction direction, String... texts) {
        await(String.join(" with ", texts))
                .atMost(ARRIVAL)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> tap.frames().stream()
                        .anyMatch(frame -> frame.direction() == direction
                                && List.of(texts).stream().allMatch(frame.text()::contains)));
    }

    private static void awaitHas(GunJsClient client, StringNode text) {
        await(text + " in its graph")
                .atMost(ARRIVAL)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> client.valueOf(SOUL, KEY).equals(Optional.of(text)));
    }
}
