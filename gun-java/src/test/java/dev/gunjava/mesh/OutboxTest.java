package dev.gunjava.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An outbox")
class OutboxTest {

    private final FrameWriter writer = new FrameWriter();

    private EncodedMessage message(int length) {
        return writer.complaint("x".repeat(length));
    }

    private static String frame(Outbox outbox) {
        List<EncodedMessage> frame = outbox.nextFrame();
        return frame.isEmpty() ? "" : new String(Outbox.encode(frame), UTF_8);
    }

    @Test
    @DisplayName("sends the first message of a burst as an object, and what waits behind it as one array")
    void frames() {
        Outbox outbox = new Outbox(1_000);
        outbox.answer(message(1));
        outbox.answer(message(2));
        outbox.tell(message(3));
        assertThat(frame(outbox)).isEqualTo("{\"dam\":\"!\",\"err\":\"x\"}");
        assertThat(frame(outbox)).isEqualTo("[{\"dam\":\"!\",\"err\":\"xx\"},{\"dam\":\"!\",\"err\":\"xxx\"}]");
        assertThat(frame(outbox)).isEmpty();
        outbox.answer(message(1));
        assertThat(frame(outbox)).as("the next burst").startsWith("{");
    }

    @Test
    @DisplayName("cuts arrays at 9 000 bytes, and sends a larger message alone")
    void cuts() {
        Outbox outbox = new Outbox(1 << 20);
        for (int length : new int[] {1, 5_000, 3_900, 200, 20_000, 1}) {
            outbox.answer(message(length));
        }
        assertThat(outbox.nextFrame()).hasSize(1);
        assertThat(outbox.nextFrame()).hasSize(2);
        assertThat(outbox.nextFrame()).hasSize(1);
        assertThat(outbox.nextFrame()).hasSize(1);
        assertThat(outbox.nextFrame()).hasSize(1);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    @DisplayName("takes answers of any size, and told messages up to its bound")
    void bounds() {
        Outbox outbox = new Outbox(1_000);
        outbox.answer(message(50_000));
        assertThat(outbox.tell(message(900))).isTrue();
        assertThat(outbox.tell(message(900))).isFalse();
        outbox.answer(message(50_000));
        assertThat(outbox.bytes()).isGreaterThan(100_000);
        outbox.nextFrame();
        outbox.nextFrame();
        assertThat(outbox.tell(message(900))).isTrue();
    }
}
