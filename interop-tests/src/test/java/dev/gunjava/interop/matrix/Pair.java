package dev.gunjava.interop.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gunjava.interop.fixture.GunClient;
import dev.gunjava.interop.fixture.GunClient.WriteAck;
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
        if (network.kind().answersForItself() && !(network.relay() instanceof GunJsRelay)) {
            assertThat(writer.put(List.of(node), data)).isEqualTo(new WriteAck(true, ""));
        } else {
            writer.write(List.of(node), data);
        }
        // At gun.js's relay a put was seen to stay without an ack; and a writer that has a storage acks its own.
        if (network.relay() instanceof GunJsRelay relay) {
            data.keySet().forEach(key -> await("the relay has " + key)
                    .atMost(ARRIVAL)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> relay.valueOf(node, key).isPresent()));
        }
    }

    @Override
    public String toString() {
        return writerKind + " → " + readerKind;
    }
}
