package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.LinkRules;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("B20: a link that floods for minutes")
class B20FloodTest {
    private static final int TICKS_PER_SECOND = 100;
    private static final String FLOODER = "flooder";
    private static final String MESSAGE = "{\"type\":\"nonsense\"}";

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final VirtualMesh mesh = new VirtualMesh(new SplittableRandom(seed));
    private final VirtualMesh.Node node = mesh.node();
    private double due;

    /** The cases that the page passes too; {@code cases/links.json} says how they are written. */
    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (InputStream file = B20FloodTest.class.getResourceAsStream("/cases/links.json")) {
            JsonNode cases =
                    new JsonMapper().readTree(Objects.requireNonNull(file)).get("cases");
            return cases.valueStream()
                    .map(each -> DynamicTest.dynamicTest(
                            each.get("name").stringValue(), () -> new B20FloodTest().play(each)));
        }
    }

    private void play(JsonNode each) {
        node.open(FLOODER, VirtualMesh.ALL);
        double seconds = 0;
        for (JsonNode phase : each.get("phases")) {
            for (int tick = 0; tick < phase.get("seconds").intValue() * TICKS_PER_SECOND && isOpen(); tick++) {
                flood(phase.get("load").doubleValue(), MESSAGE);
                seconds += 1.0 / TICKS_PER_SECOND;
            }
        }
        JsonNode closedAfter = each.get("closedAfter");
        if (closedAfter.isNull()) {
            assertThat(isOpen()).isTrue();
        } else {
            assertThat(node.closedForFlooding).containsExactly(FLOODER);
            assertThat(seconds)
                    .isBetween(
                            closedAfter.get(0).doubleValue(), closedAfter.get(1).doubleValue());
        }
    }

    private boolean isOpen() {
        return node.conversations.containsKey(FLOODER);
    }

    /** One tick of a flood. */
    private void flood(double load, String message) {
        due += load * LinkRules.DEPLOYED.received().perSecond() / TICKS_PER_SECOND;
        for (; due >= 1 && isOpen(); due--) {
            node.hears(FLOODER, message);
        }
        mesh.pass(Duration.ofMillis(1_000 / TICKS_PER_SECOND));
    }

    @RepeatedTest(10)
    @DisplayName("is closed within 40 s, whatever it sends and however its rate varies, and an honest link is served")
    void generated() {
        Random random = new Random(seed);
        node.open(FLOODER, VirtualMesh.ALL);
        VirtualMesh.Node honest = mesh.node();
        mesh.connect(node, honest, VirtualMesh.ALL);
        String message =
                switch (random.nextInt(4)) {
                    case 0 -> "x".repeat(random.nextInt(200));
                    case 1 -> "{\"type\":\"ping\",\"t\":" + random.nextInt() + "}";
                    case 2 ->
                        "{\"type\":\"witness-batch\",\"items\":[{\"type\":\"pong\",\"t\":1},{\"type\":\"pong\",\"t\":2}]}";
                    default -> "{\"type\":\"witness-digest\",\"hash\":\"0\",\"size\":0}";
                };
        double mean = 2 + random.nextInt(4);
        for (int tick = 0; tick < 40 * TICKS_PER_SECOND && isOpen(); tick++) {
            flood(mean * (0.5 + random.nextDouble()), message);
            if (tick % (5 * TICKS_PER_SECOND) == 0) {
                honest.field.add("said at " + tick, null);
            }
        }
        assertThat(isOpen()).as("-Dseed=%d, %s", seed, message).isFalse();
        mesh.pass(Duration.ofSeconds(1));
        assertThat(node.witnesses())
                .as("-Dseed=%d", seed)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(honest.witnesses());
    }

    @Test
    @DisplayName("does not make a flood of a peer that passes on what it brought")
    void passedOn() {
        VirtualMesh.Node behind = mesh.node();
        mesh.connect(node, behind, VirtualMesh.ALL);
        node.open(FLOODER, VirtualMesh.ALL);
        double before = behind.count("witness.channel.messages", "direction", "in");
        int shown = 0;
        for (int tick = 0; tick < 20 * TICKS_PER_SECOND; tick++) {
            long now = mesh.time.millis();
            flood(
                    0.9,
                    "{\"type\":\"witness-update\",\"witness\":{\"id\":\"w" + shown++ % 20
                            + "\",\"text\":\"t\",\"createdAt\":" + (now - 1_000) + ",\"expiresAt\":" + (now + 500_000)
                            + ",\"witnessCount\":1,\"base\":9000000000000000}}");
        }
        double received = behind.count("witness.channel.messages", "direction", "in") - before;
        assertThat(received).isPositive().isLessThan(500 + 20 * 100 + 50);
        assertThat(behind.closedForFlooding).isEmpty();
        mesh.pass(Duration.ofSeconds(10));
        assertThat(behind.witnesses()).isEqualTo(node.witnesses());
    }

    @Test
    @DisplayName("rests for a minute, is remembered though it leaves, and at most 1 000 are")
    void rests() {
        RestingPeers resting = new RestingPeers(LinkRules.DEPLOYED);
        resting.add(FLOODER, 1_000);
        assertThat(resting.contains(FLOODER, 60_999)).isTrue();
        assertThat(resting.contains(FLOODER, 61_000)).isFalse();
        assertThat(resting.contains("another", 1_000)).isFalse();
        for (int i = 0; i <= 1_000; i++) {
            resting.add("peer" + i, 1_000);
        }
        assertThat(resting.contains("peer0", 1_000)).isFalse();
        assertThat(resting.contains("peer1", 1_000)).isTrue();
        assertThat(resting.contains("peer1000", 1_000)).isTrue();
    }
}
