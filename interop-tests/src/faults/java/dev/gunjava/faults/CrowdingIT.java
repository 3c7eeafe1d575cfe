package dev.gunjava.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many connections that each hold little, so that none of them stands out. */
@Tag("fault")
@DisplayName("crowding: a crowd of small attackers costs no honest client its connection or its subscriptions")
class CrowdingIT {
    private static final int NAME = 1_000;
    private static final Duration SENT = Duration.ofSeconds(20);
    private static final int PAIRS = 25;
    private static final int NEWCOMERS = 5;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName("clients that come right after 1 000 strangers have asked for what nobody has, and left, are served")
    void afterABurst() {
        ProductRelay relay = ground.relay();
        HonestClient honest = ground.honest(relay);
        Variant variant = Variant.ten("burst").get(0);
        List<RawWebSocket> strangers = connect(1_000, i -> RawWebSocket.open(relay, text -> {}));
        awaitSent(strangers, i -> gets(variant.word(NAME - 20), 40));
        strangers.forEach(RawWebSocket::close);
        for (int i = 0; i < NEWCOMERS; i++) {
            served(relay, "a newcomer after the burst");
        }
        finish(honest, "the burst");
        relay.assertUp();
    }

    @Test
    @DisplayName("clients with hundreds of subscriptions keep them, and get more, while 200 strangers of four addresses"
            + " subscribe to all that they can")
    void subscriptions() {
        ProductRelay relay = ground.relay("--trust-proxy", "127.0.0.1");
        HonestClient honest = ground.honest(relay);
        Watch early = new Watch(relay, "early");
        Variant variant = Variant.ten("crowd").get(0);
        List<RawWebSocket> strangers = connect(200, i -> RawWebSocket.openFrom(relay, "203.0.113." + (1 + i % 4)));
        awaitSent(strangers, i -> gets(variant.word(NAME - 20), 1_000));
        Watch late = new Watch(relay, "late");
        served(relay, "a newcomer beside the crowd");
        early.assertTold();
        late.assertTold();
        finish(honest, "the crowd");
        relay.assertUp();
    }

    @Test
    @DisplayName("clients are served while 2 500 strangers begin frames of 60 kB and end none")
    void halfFrames() {
        ProductRelay relay = ground.relay();
        HonestClient honest = ground.honest(relay);
        byte[] frame = WireFrame.text("{" + "x".repeat(60_000));
        byte[] most = Arrays.copyOf(frame, 50_000);
        List<RawWebSocket> strangers = connect(2_500, i -> RawWebSocket.openUnread(relay));
        for (RawWebSocket stranger : strangers) {
            sendQuietly(stranger, most);
        }
        for (int i = 0; i < NEWCOMERS; i++) {
            served(relay, "a newcomer beside half frames");
        }
        finish(honest, "half frames");
        relay.assertUp();
    }

    private List<RawWebSocket> connect(int count, IntFunction<RawWebSocket> connect) {
        return IntStream.range(0, count)
                .mapToObj(i -> ground.keep(connect.apply(i)))
                .toList();
    }

    private static void awaitSent(List<RawWebSocket> strangers, IntFunction<Stream<String>> messages) {
        List<Flood> floods = IntStream.range(0, strangers.size())
                .mapToObj(i -> Flood.start(
                        strangers.get(i), messages.apply(i).map(WireFrame::text).iterator()))
                .toList();
        Flood.awaitEnd(floods, SENT);
    }

    /** Gets of souls that nobody has, ten a frame. */
    private static Stream<String> gets(String name, int count) {
        return IntStream.range(0, count / 10)
                .mapToObj(frame -> GunText.batch(Stream.generate(() -> GunText.get(GunText.id(), GunText.id() + name))
                        .limit(10)
                        .toList()));
    }

    private static void sendQuietly(RawWebSocket stranger, byte[] bytes) {
        try {
            stranger.send(bytes);
        } catch (IOException crowdedOut) {
            // The relay has closed one that stood still, as it may.
        }
    }

    private void served(ProductRelay relay, String who) {
        HonestClient newcomer = ground.honest(relay);
        newcomer.awaitPairs(PAIRS);
        finish(newcomer, who);
    }

    private void finish(HonestClient honest, String beside) {
        HonestClient.Report report = honest.finish();
        ground.report("crowding, " + beside, report);
        report.assertNothingLost();
    }

    /** A client that is subscribed to a soul that another writes to. */
    private final class Watch {
        private final String soul = "watched" + GunText.id();
        private final String who;
        private final Queue<String> heard = new ConcurrentLinkedQueue<>();
        private final RawWebSocket writer;

        Watch(ProductRelay relay, String who) {
            this.who = who;
            this.writer = ground.attacker(relay);
            Answers answers = new Answers();
            RawWebSocket watcher = ground.attacker(relay, text -> {
                heard.add(text);
                answers.accept(text);
            });
            watcher.sendText(GunText.get(GunText.id(), soul));
            ground.awaitWorkedThrough(watcher, answers);
        }

        void assertTold() {
            String value = GunText.id();
            writer.sendText(GunText.put(GunText.id(), soul, "k", value, System.currentTimeMillis()));
            ground.awaitAnswers("the value that a " + who + " subscriber is told", () -> heard.stream()
                    .anyMatch(text -> text.contains(value)));
            assertThat(heard).isNotEmpty();
        }
    }
}
