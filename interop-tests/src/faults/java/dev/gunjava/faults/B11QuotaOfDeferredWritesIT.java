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
@Tag("B11")
@DisplayName("B11: the quota of writes from the future is each connection's own")
class B11QuotaOfDeferredWritesIT {
    private static final int KEYS = 10_000;
    private static final Duration SENT = Duration.ofSeconds(5);
    /** Clocks of honest clients, all within what is never refused. */
    private static final List<Duration> AHEAD =
            List.of(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(1_800));

    private static final int PAIRS = 100;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName("while strangers fill theirs, clients up to 2 s ahead are refused nothing")
    void othersAreRefusedNothing() {
        ProductRelay relay = ground.relay();
        List<HonestClient> honest = AHEAD.stream()
                .map(ahead -> ground.keep(HonestClient.startAhead(relay, ahead)))
                .toList();
        for (Variant variant : Variant.ten("B11")) {
            RawWebSocket stranger = ground.attacker(relay);
            Flood.start(stranger, attack(variant)).awaitEnd(SENT);
        }
        honest.get(0).awaitPairs(PAIRS);
        List<HonestClient.Report> reports =
                honest.stream().map(HonestClient::finish).toList();
        reports.forEach(report -> ground.report("B11", report));
        relay.assertUp();
        reports.forEach(HonestClient.Report::assertNothingLost);
    }

    /** At least 10 000 keys minutes ahead: in one put or in many, of one node or of many. */
    static Iterator<byte[]> attack(Variant variant) {
        long state = System.currentTimeMillis() + variant.between(180_000, 590_000);
        String prefix = variant.word(variant.between(1, 10));
        int puts = variant.form(List.of(1, 10, 100));
        int souls = variant.oneOf(List.of(1, 10, 100));
        return IntStream.range(0, puts)
                .mapToObj(put -> {
                    List<String> nodes = new ArrayList<>();
                    for (int soul = 0; soul < souls; soul++) {
                        List<String> keys = IntStream.range(0, Math.max(1, KEYS / puts / souls))
                                .mapToObj(i -> "k" + i)
                                .toList();
                        nodes.add(GunText.node(prefix + put + "/" + soul, keys, "v", state));
                    }
                    return WireFrame.text(GunText.put(GunText.id(), nodes));
                })
                .iterator();
    }
}
