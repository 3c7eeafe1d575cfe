package dev.gunjava.interop.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.FrameTap.Direction;
import dev.gunjava.interop.fixture.FrameTap.Frame;
import dev.gunjava.interop.fixture.GunJsRelay;
import dev.gunjava.interop.fixture.Listening;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.StringNode;

/**
 * The connections of all readers are cut at once and come back; meanwhile the writers write. A gun.js dials only once
 * again, 1998 ms later.
 */
final class Reconnection {
    private static final Duration REDIALLED = Duration.ofSeconds(20);
    private static final Pattern PID = Pattern.compile("\"pid\":\"\\w+\"");

    private static final StringNode MISSED = StringNode.valueOf("missed");

    private final Network network;
    private final Map<String, Talk> talks = new HashMap<>();
    private int framesBefore;

    Reconnection(Network network) {
        this.network = network;
    }

    /** What the two of a pair hear of each other. */
    private record Talk(Pair pair, Listening topic, Listening reply) {}

    /** Fails if the two do not hear each other in the first place. */
    void before(Pair pair) {
        Talk talk = new Talk(
                pair,
                pair.reader().on(List.of(pair.soul(), "topic")),
                pair.writer().on(List.of(pair.soul(), "reply")));
        pair.writer().write(List.of(pair.soul()), Map.of("topic", "before"));
        talk.topic.awaitText("before");
        pair.reader().write(List.of(pair.soul()), Map.of("reply", "before"));
        talk.reply.awaitText("before");
        talks.put(pair.soul(), talk);
    }

    /** Cuts the readers off, has the writers write what these miss, and lets them come back. */
    void cut() {
        framesBefore = network.tap().frames().size();
        network.tap().hold();
        network.tap().cut();
        talks.values().forEach(talk -> talk.pair.writer().write(List.of(talk.pair.soul()), Map.of("topic", "missed")));
        // A gun.js in Node that has an ack to give dials at once, and would not miss what its relay hears after that.
        if (network.relay() instanceof GunJsRelay relay) {
            talks.keySet().forEach(soul -> await("the relay has heard what is missed")
                    .atMost(REDIALLED)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> relay.valueOf(soul, "topic").equals(Optional.of(MISSED))));
        }
        network.tap().release();
    }

    /** Fails if the reader does not hear what it has missed, or if the two do not hear each other as before. */
    void after(Pair pair) {
        Talk talk = talks.get(pair.soul());
        assertThat(talk).as("what they heard before the cut").isNotNull();
        await("all readers are back").atMost(REDIALLED).until(() -> greeters() == ClientKind.values().length);
        if (asksAgain(pair)) {
            talk.topic.awaitText("missed");
            pair.writer().write(List.of(pair.soul()), Map.of("topic", "after"));
            talk.topic.awaitText("after");
        }
        pair.reader().write(List.of(pair.soul()), Map.of("reply", "after"));
        talk.reply.awaitText("after");
        if (!asksAgain(pair)) {
            assertThat(since(Direction.TO_RELAY)
                            .filter(frame -> frame.text().contains("\"get\"")
                                    && frame.text().contains(pair.soul())))
                    .as("gets of a gun.js in Node after it has come back")
                    .isEmpty();
            assertThat(talk.topic.values()).noneMatch(value -> "missed".equals(value.asString(null)));
        }
    }

    /**
     * A gun.js in Node takes itself for a relay ({@code super}), and a relay does not ask again for what it listens to
     * (gun.js, src/mesh.js, on 'hi'): so nobody can know what it wants to hear.
     */
    private static boolean asksAgain(Pair pair) {
        return pair.readerKind() != ClientKind.NODE;
    }

    /** How many peers have greeted since the cut; a gun.js in Node dials twice if it has something to say meanwhile. */
    private long greeters() {
        return since(Direction.TO_RELAY)
                .map(Frame::text)
                .filter(text -> text.contains("\"dam\":\"?\""))
                .flatMap(text -> PID.matcher(text).results())
                .map(MatchResult::group)
                .distinct()
                .count();
    }

    private Stream<Frame> since(Direction direction) {
        List<Frame> frames = network.tap().frames();
        return frames.subList(framesBefore, frames.size()).stream().filter(frame -> frame.direction() == direction);
    }
}
