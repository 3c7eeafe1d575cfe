package dev.gunjava.faults;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B07")
@DisplayName("B07: a scan looks at a bounded number of nodes a turn")
class B07ScansAreBoundedIT {
    private static final int NODES = 300_000;
    private static final int NODES_A_PUT = 1_000;
    private static final Duration SENT = Duration.ofSeconds(5);
    private static final int PAIRS_AFTERWARDS = 100;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName("scans of 300 000 nodes, most of which find nothing, stall nobody else")
    void scansStallNobody() {
        ProductRelay relay = ground.relay();
        fill(ground, relay);
        HonestClient honest = ground.honest(relay);
        for (Variant variant : Variant.ten("B07")) {
            Flood.start(ground.attacker(relay), attack(variant)).awaitEnd(SENT);
            relay.assertUp();
        }
        honest.awaitPairs(PAIRS_AFTERWARDS);
        relay.assertUp();
        HonestClient.Report report = honest.finish();
        ground.report("B07", report);
        report.assertServedWithin(ProvingGround.NO_STALL);
    }

    /** 300 000 small nodes. */
    static void fill(ProvingGround ground, ProductRelay relay) {
        long now = System.currentTimeMillis();
        ground.write(
                relay,
                IntStream.range(0, NODES / NODES_A_PUT)
                        .mapToObj(put -> GunText.put(
                                GunText.id(),
                                IntStream.range(put * NODES_A_PUT, (put + 1) * NODES_A_PUT)
                                        .mapToObj(i -> GunText.node("n" + i, List.of("k"), "v", now))
                                        .toList())));
    }

    /** Frames of Lex gets that few nodes match, or none, by soul or by key. */
    static Iterator<byte[]> attack(Variant variant) {
        String none = GunText.quote(variant.word(6) + "?");
        String scan = variant.form(List.of(
                "{\"#\":{\"*\":\"\"},\".\":{\"=\":" + none + "}}",
                "{\"#\":{\">\":\"\"},\".\":{\"=\":" + none + "},\"%\":0}",
                "{\"#\":{\"*\":\"n\"},\".\":{\"*\":" + none + "},\"%\":100}",
                "{\"#\":{\"<\":\"~\"},\".\":" + none + "}",
                "{\"#\":{\">\":\"a\",\"<\":\"z\"},\".\":{\">\":" + none + ",\"<\":" + none + "}}",
                "{\"#\":{\"*\":\"\"},\".\":{\"=\":" + none + "},\"-\":1}"));
        return IntStream.range(0, variant.between(1, 3))
                .mapToObj(frame -> WireFrame.text(GunText.batch(IntStream.range(0, variant.between(50, 200))
                        .mapToObj(i -> GunText.getRaw(GunText.id(), scan))
                        .toList())))
                .iterator();
    }
}
