package dev.gunjava.faults;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B12")
@DisplayName("B12: what one connection subscribes to pins no more than a share of the graph's memory")
class B12SubscribersPinAShareIT {
    private static final int GRAPH_MEGABYTES = 16;
    /** More than fits. */
    private static final int FILLED_BYTES = 18_000_000;

    private static final Duration SENT = Duration.ofSeconds(10);
    private static final int PAIRS = 25;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName("while a stranger fills the nodes that he watches, others go on writing and reading")
    void othersGoOnWriting() {
        ProductRelay relay = ground.relay("--graph-bytes", GRAPH_MEGABYTES + "m");
        Variant.each("B12", variant -> {
            try (RawWebSocket stranger = RawWebSocket.open(relay, text -> {})) {
                Flood.start(stranger, attack(variant)).awaitEnd(SENT);
                // Only now: while so much is written, what others wrote may be evicted before they read it.
                HonestClient honest = ground.honest(relay);
                honest.awaitPairs(PAIRS);
                HonestClient.Report report = honest.finish();
                ground.report("B12", report);
                report.assertNothingLost();
            }
        });
        relay.assertUp();
    }

    /** A subscription to some souls, by node or by key, and puts that fill them, in this order or the other. */
    static Iterator<byte[]> attack(Variant variant) {
        int size = variant.form(List.of(200_000, 20_000, 100_000));
        int souls = variant.form(List.of(1, 100, 1, 10));
        String prefix = variant.word(8);
        boolean byKey = variant.random().nextBoolean();
        String value = variant.random().nextBoolean() ? variant.word(size) : variant.wideWord(size);
        int puts = FILLED_BYTES / size;
        Stream<String> gets = (byKey ? IntStream.range(0, puts) : IntStream.range(0, souls))
                .mapToObj(i -> byKey
                        ? GunText.get(GunText.id(), prefix + i % souls, "k" + i)
                        : GunText.get(GunText.id(), prefix + i));
        Stream<String> fill = IntStream.range(0, puts)
                .mapToObj(
                        i -> GunText.put(GunText.id(), prefix + i % souls, "k" + i, value, System.currentTimeMillis()));
        return (variant.number() % 4 == 3 ? Stream.concat(fill, gets) : Stream.concat(gets, fill))
                .map(WireFrame::text)
                .iterator();
    }
}
