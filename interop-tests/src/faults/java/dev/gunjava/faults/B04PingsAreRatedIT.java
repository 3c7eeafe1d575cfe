package dev.gunjava.faults;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("fault")
@Tag("B04")
@DisplayName("B04: pings cost of the rate, and no pongs are queued for a client that does not read")
class B04PingsAreRatedIT {
    private static final int ATTACKERS = 10;
    private static final Duration SENT = Duration.ofSeconds(10);
    private static final int BYTES_A_VARIANT = 40_000_000;
    private static final int BYTES_A_WRITE = 1 << 16;
    private static final int PAIRS_AFTERWARDS = 100;
    private static final int HEAP_MEGABYTES = 64;

    @RegisterExtension
    final ProvingGround ground = new ProvingGround();

    @Test
    @DisplayName(
            "400 MB of pings whose pongs are not read cost a bounded amount of memory, and others are served meanwhile")
    void unreadPongsCostBoundedMemory() {
        ProductRelay relay = ground.relay();
        ground.assertAnswers(relay);
        long before = relay.liveHeap();
        HonestClient honest = ground.honest(relay);
        List<Flood> floods = ground.floods(
                ATTACKERS, () -> ground.deafAttacker(relay), Variant.ten("B04"), B04PingsAreRatedIT::attack);
        Flood.awaitEnd(floods, SENT);
        honest.awaitPairs(PAIRS_AFTERWARDS);
        relay.assertUp();
        ground.assertHeapWithin(relay, before, HEAP_MEGABYTES);
        HonestClient.Report report = honest.finish();
        ground.report("B04", report);
        report.assertServedWithin(ProvingGround.NO_STALL);
    }

    /** Pings of one size, alone or among other frames that are cheap to send. */
    static Iterator<byte[]> attack(Variant variant) {
        byte[] ping = WireFrame.ping(new byte[variant.form(List.of(0, 125, variant.between(1, 124)))]);
        byte[] between = variant.oneOf(List.of(
                new byte[0],
                WireFrame.text("[]"),
                WireFrame.text(""),
                WireFrame.of(WireFrame.PONG, true, new byte[0])));
        int pingsBetween = variant.between(1, 50);
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        while (chunk.size() < BYTES_A_WRITE) {
            for (int i = 0; i < pingsBetween; i++) {
                chunk.writeBytes(ping);
            }
            chunk.writeBytes(between);
        }
        byte[] bytes = chunk.toByteArray();
        return Stream.generate(() -> bytes)
                .limit(BYTES_A_VARIANT / bytes.length)
                .iterator();
    }
}
