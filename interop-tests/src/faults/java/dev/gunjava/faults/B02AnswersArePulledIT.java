package dev.gunjava.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B02")
@DisplayName("B02: answers are produced as the asker takes them")
class B02AnswersArePulledIT {
    private static final String BIG = "big";
    private static final int BIG_KEYS = 10;
    private static final int BIG_VALUE = 200_000;
    private static final String SMALL = "small/";
    private static final int SMALL_NODES = 20_000;
    private static final int SMALL_VALUE = 1_900;
    private static final int NODES_A_FRAME = 250;
    private static final Duration SENT = Duration.ofSeconds(8);
    private static final int PAIRS_AFTERWARDS = 100;
    /** Ten connections that do not read, and 8 MiB may wait for each. */
    private static final int HEAP_MEGABYTES = 96;

    /** What is asked for, as the object of a get. */
    private static final List<String> ASKED = List.of(
            "{\"#\":\"big\"}",
            "{\"#\":{\"*\":\"\"},\"%\":0}",
            "{\"#\":\"big\",\"%\":0}",
            "{\"#\":{\"*\":\"small/\"},\"%\":0}",
            "{\"#\":\"big\",\".\":{\"*\":\"k\"},\"%\":0}",
            "{\"#\":{\">\":\"a\",\"<\":\"z\"},\"%\":0}",
            "{\"#\":\"big\",\".\":\"k3\"}",
            "{\"#\":{\"=\":\"big\"},\"%\":0}",
            "{\"#\":{\"*\":\"small/1\"},\".\":{\"*\":\"\"},\"%\":0}",
            "{\"#\":\"big\",\".\":{\">\":\"k1\",\"<\":\"k8\"},\"%\":0,\"-\":1}");

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    private ProductRelay relay;

    @BeforeEach
    void start() {
        relay = ground.relay();
        fill(ground, relay);
    }

    /** One node of 2 MB and 39 MB of small ones. */
    static void fill(ProvingGround ground, ProductRelay relay) {
        long now = System.currentTimeMillis();
        String value = "x".repeat(SMALL_VALUE);
        Stream<String> big = IntStream.range(0, BIG_KEYS)
                .mapToObj(i -> GunText.put(GunText.id(), BIG, "k" + i, "y".repeat(BIG_VALUE), now));
        Stream<String> small = IntStream.range(0, SMALL_NODES / NODES_A_FRAME)
                .mapToObj(frame -> GunText.put(
                        GunText.id(),
                        IntStream.range(frame * NODES_A_FRAME, (frame + 1) * NODES_A_FRAME)
                                .mapToObj(i -> GunText.node(SMALL + i, List.of("v"), value, now))
                                .toList()));
        ground.write(relay, Stream.concat(big, small));
    }

    @Test
    @DisplayName("answers that nobody reads cost no memory, and others are served meanwhile")
    void unreadAnswersCostNoMemory() {
        long before = relay.liveHeap();
        HonestClient honest = ground.honest(relay);
        for (Variant variant : Variant.ten("B02")) {
            Flood.start(ground.deafAttacker(relay), attack(variant)).awaitEnd(SENT);
            relay.assertUp();
        }
        honest.awaitPairs(PAIRS_AFTERWARDS);
        ground.assertHeapWithin(relay, before, HEAP_MEGABYTES);
        HonestClient.Report report = honest.finish();
        ground.report("B02", report);
        report.assertServedWithin(ProvingGround.NO_STALL);
    }

    /** Gets of much in one frame or a few. */
    static Iterator<byte[]> attack(Variant variant) {
        String asked = variant.form(ASKED);
        int gets = variant.between(600, 1_000);
        int frames = variant.between(1, 5);
        List<byte[]> attack = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            attack.add(WireFrame.text(GunText.batch(IntStream.range(0, gets / frames)
                    .mapToObj(i -> GunText.getRaw(GunText.id(), asked))
                    .toList())));
        }
        return attack.iterator();
    }

    @Test
    @DisplayName("an asker that reads gets every answer whole, 40 MB of them")
    void readersGetEveryAnswer() {
        int gets = 20;
        AtomicLong bytes = new AtomicLong();
        RawWebSocket reader = ground.attacker(relay, text -> bytes.addAndGet(text.length()));
        reader.sendText(GunText.batch(IntStream.range(0, gets)
                .mapToObj(i -> GunText.get(GunText.id(), BIG))
                .toList()));
        Awaitility.await("every answer")
                .atMost(Duration.ofSeconds(30))
                .until(() -> bytes.get() >= (long) gets * BIG_KEYS * BIG_VALUE);
        relay.assertUp();
    }

    @Test
    @Tag("long")
    @DisplayName("a connection that takes none of its answers for 60 s is closed with 1013")
    void unreadConnectionIsClosed() {
        RawWebSocket deaf = ground.deafAttacker(relay);
        Flood.start(deaf, attack(Variant.ten("B02").get(0))).awaitEnd(SENT);
        double connected = relay.metric("connections");
        long start = System.nanoTime();
        Awaitility.await("the end of the connection")
                .atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> relay.metric("connections") < connected);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                .as("seconds without progress")
                .isGreaterThan(45);
        deaf.startReading(text -> {});
        assertThat(deaf.closed().orTimeout(10, TimeUnit.SECONDS).join())
                .as("the close frame, or a reset that overtook it")
                .isIn(1013, RawWebSocket.NO_CLOSE_FRAME);
    }
}
