package dev.gunjava.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B05")
@DisplayName("B05: subscriptions weigh the bytes of their names")
class B05SubscriptionsWeighBytesIT {
    private static final int ATTACKERS = 40;
    private static final int GETS = 5_000;
    private static final int NAME = 1_000;
    private static final int FRAME_BYTES = 200_000;
    private static final Duration SENT = Duration.ofSeconds(12);
    private static final int PAIRS_AFTERWARDS = 100;
    /** All connections together may hold a quarter of the heap, and what is held weighs at most 30 % more. */
    private static final int HEAP_MEGABYTES = 170;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName(
            "200 000 subscriptions with names of 1 000 characters cost a bounded amount of memory, and others are served meanwhile")
    void longNamesCostBoundedMemory() {
        ProductRelay relay = ground.relay();
        ground.assertAnswers(relay);
        long before = relay.liveHeap();
        HonestClient honest = ground.honest(relay);
        List<Flood> floods = ground.floods(
                ATTACKERS, () -> ground.attacker(relay), Variant.ten("B05"), B05SubscriptionsWeighBytesIT::attack);
        Flood.awaitEnd(floods, SENT);
        honest.awaitPairs(PAIRS_AFTERWARDS);
        relay.assertUp();
        ground.assertHeapWithin(relay, before, HEAP_MEGABYTES);
        HonestClient.Report report = honest.finish();
        ground.report("B05", report);
        report.assertServedWithin(ProvingGround.NO_STALL);
    }

    /** Gets of new souls, of new keys of one soul, or of both. */
    static Iterator<byte[]> attack(Variant variant) {
        String padding = variant.random().nextBoolean() ? variant.word(NAME) : variant.wideWord(NAME);
        String prefix = GunText.id();
        int form = variant.number() % 3;
        int length = padding.getBytes(StandardCharsets.UTF_8).length;
        int getsAFrame = Math.min(1_000, FRAME_BYTES / (form == 0 ? length : 2 * length));
        return IntStream.range(0, GETS / getsAFrame)
                .mapToObj(frame -> WireFrame.text(GunText.batch(IntStream.range(0, getsAFrame)
                        .mapToObj(i -> get(form, prefix + (frame * getsAFrame + i), padding))
                        .toList())))
                .iterator();
    }

    private static String get(int form, String fresh, String padding) {
        String name = (fresh + padding).substring(0, NAME);
        return switch (form) {
            case 0 -> GunText.get(GunText.id(), name);
            case 1 -> GunText.get(GunText.id(), padding, name);
            default -> GunText.get(GunText.id(), name, padding);
        };
    }
}
