package dev.gunjava.interop.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.GunClient.WriteAck;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsRelay;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One cell's writer and reader.
 *
 * @param soul a soul of this cell alone; what begins with it is too
 */
record Pair(
        Network network,
        ClientKind writerKind,
        GunClient writer,
        ClientKind readerKind,
        GunClient reader,
        String soul) {
    private static final Duration ARRIVAL = Duration.ofSeconds(15);

    /** Writes a node and waits until the relay has it, so that who asks afterwards must get it. */
    void store(String node, Map<String, ?> data) {
        if (network.kind().answersForItself()) {
            assertThat(put(node, data)).isEqualTo(new WriteAck(true, ""));
        } else {
            writer.write(List.of(node), data);
        }
        // An ack proves nothing about gun.js's relay if the writer has a storage of its own, which acks as well.
        if (network.relay() instanceof GunJsRelay relay) {
            data.keySet().forEach(key -> await("the relay has " + key)
                    .atMost(ARRIVAL)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> relay.valueOf(node, key).isPresent()));
        }
    }

    /**
     * Writes a node and waits for the ack. At gun.js's relay a gun.js client does so with a state without fractions: one
     * with fractions, as all within a millisecond but the first have, is ahead of the relay's clock if it arrives within
     * this millisecond, and gun.js never acks such a put ({@code src/root.js}: {@code ham()} holds it back until after
     * {@code fire()}, so that {@code back()} waits for ever). Of 2 000 puts of gun.js alone 981 had fractions, and 570 of
     * these got no ack; the others all did.
     */
    private WriteAck put(String node, Map<String, ?> data) {
        return network.relay() instanceof GunJsRelay && writer instanceof GunJsClient gunJs
                ? gunJs.put(List.of(node), data, (double) System.currentTimeMillis())
                : writer.put(List.of(node), data);
    }

    @Override
    public String toString() {
        return writerKind + " → " + readerKind;
    }
}
