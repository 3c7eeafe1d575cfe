package dev.gunjava.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B03")
@DisplayName("B03: writes from the future weigh bytes while they wait")
class B03DeferredWritesWeighBytesIT {
    private static final int ATTACKERS = 10;
    private static final Duration SENT = Duration.ofSeconds(10);
    private static final int BYTES_A_VARIANT = 30_000_000;
    private static final int PAIRS_AFTERWARDS = 100;
    /** All connections together may hold a quarter of the heap, and what is held weighs at most 30 % more. */
    private static final int HEAP_MEGABYTES = 170;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName(
            "300 MB of writes that are minutes ahead cost a bounded amount of memory, and others are served meanwhile")
    void futureWritesCostBoundedMemory() {
        ProductRelay relay = ground.relay();
        ground.assertAnswers(relay);
        long before = relay.liveHeap();
        HonestClient honest = ground.honest(relay);
        List<Flood> floods = ground.floods(
                ATTACKERS, () -> ground.attacker(relay), Variant.ten("B03"), B03DeferredWritesWeighBytesIT::attack);
        Flood.awaitEnd(floods, SENT);
        honest.awaitPairs(PAIRS_AFTERWARDS);
        relay.assertUp();
        ground.assertHeapWithin(relay, before, HEAP_MEGABYTES);
        HonestClient.Report report = honest.finish();
        ground.report("B03", report);
        report.assertServedWithin(ProvingGround.NO_STALL);
    }

    /** Puts of values of one size, of one character set, a few minutes ahead. */
    static Iterator<byte[]> attack(Variant variant) {
        int size = variant.form(List.of(200_000, 50_000, 20_000, 250_000, 120_000));
        String value = variant.random().nextBoolean() ? variant.word(size) : variant.wideWord(size);
        int keys = variant.between(1, Math.max(1, 400_000 / size));
        List<String> names = IntStream.range(0, keys).mapToObj(i -> "k" + i).toList();
        long state = System.currentTimeMillis() + variant.between(120_000, 540_000);
        return IntStream.range(0, BYTES_A_VARIANT / (size * keys))
                .mapToObj(i -> WireFrame.text(GunText.put(
                        GunText.id(),
                        new ArrayList<>(List.of(GunText.node(variant.word(8) + i, names, value, state))))))
                .iterator();
    }
}
