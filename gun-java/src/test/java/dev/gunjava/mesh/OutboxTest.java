package dev.gunjava.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.FrameWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An outbox")
class OutboxTest {

    private final FrameWriter writer = new FrameWriter();
    private final Budget budget = new Budget(1 << 30, 1 << 30, () -> 0);
    private final Budget.Holding account = budget.open(null, reason -> {}).of(Budget.Use.UNSENT);

    private EncodedMessage message(int length) {
        return writer.complaint("x".repeat(length));
    }

    private static String frame(Outbox outbox) {
        Outbox.Outgoing frame = outbox.nextFrame();
        return frame == null ? "" : new String(frame.encode(), UTF_8);
    }

    @Test
    @DisplayName("sends the first message of a burst as an object, and what waits behind it as one array")
    void frames() {
        Outbox outbox = new Outbox(1_000, Limits.general().send().answerBytes(), account);
        outbox.answer(message(1));
        outbox.answer(message(2));
        outbox.tell(message(3), 1);
        assertThat(frame(outbox)).isEqualTo("{\"dam\":\"!\",\"err\":\"x\"}");
        assertThat(frame(outbox)).isEqualTo("[{\"dam\":\"!\",\"err\":\"xx\"},{\"dam\":\"!\",\"err\":\"xxx\"}]");
        assertThat(frame(outbox)).isEmpty();
        outbox.answer(message(1));
        assertThat(frame(outbox)).as("the next burst").startsWith("{");
    }

    @Test
    @DisplayName("cuts arrays at 9 000 bytes, and sends a larger message alone")
    void cuts() {
        Outbox outbox = new Outbox(1 << 20, Limits.general().send().answerBytes(), account);
        for (int length : new int[] {1, 5_000, 3_900, 200, 20_000, 1}) {
            outbox.answer(message(length));
        }
        assertThat(outbox.nextFrame().messages()).hasSize(1);
        assertThat(outbox.nextFrame().messages()).hasSize(2);
        assertThat(outbox.nextFrame().messages()).hasSize(1);
        assertThat(outbox.nextFrame().messages()).hasSize(1);
        assertThat(outbox.nextFrame().messages()).hasSize(1);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    @DisplayName("takes answers of any size, and told messages up to its bound")
    @AtBound({"send.pendingBytes", "client.pendingBytes"})
    void bounds() {
        Outbox outbox = new Outbox(1_000, Limits.general().send().answerBytes(), account);
        outbox.answer(message(50_000));
        assertThat(outbox.tell(message(900), 1)).isTrue();
        assertThat(outbox.tell(message(900), 1)).isFalse();
        outbox.answer(message(50_000));
        assertThat(outbox.bytes()).isGreaterThan(100_000);
        outbox.nextFrame();
        outbox.nextFrame();
        assertThat(outbox.tell(message(900), 1)).isTrue();
    }

    @Test
    @DisplayName("has room for answers up to its window, and gives notice once half of it is sent")
    @AtBound({"send.answerBytes", "client.answerBytes"})
    void window() {
        Outbox outbox = new Outbox(1_000, Limits.general().send().answerBytes(), account);
        int answers = 0;
        for (; outbox.hasRoom(); answers++) {
            outbox.answer(message(1_000));
        }
        assertThat((long) answers * 1_100)
                .isBetween(
                        Limits.general().send().answerBytes(),
                        Limits.general().send().answerBytes() + 2_200);
        Outbox.Outgoing first = outbox.nextFrame();
        outbox.sent(first);
        assertThat(outbox.takeRoomNotice()).as("most of it still waits").isFalse();
        for (Outbox.Outgoing frame = outbox.nextFrame(); frame != null; frame = outbox.nextFrame()) {
            outbox.sent(frame);
        }
        assertThat(outbox.takeRoomNotice()).isTrue();
        assertThat(outbox.takeRoomNotice()).isFalse();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("has its account stand for what waits until it is sent or the connection is gone")
    void account() {
        Outbox outbox = new Outbox(1 << 20, Limits.general().send().answerBytes(), account);
        outbox.answer(message(5_000));
        outbox.tell(message(5_000), 5);
        assertThat(account.held()).isBetween(6_000L, 6_300L);
        Outbox.Outgoing first = outbox.nextFrame();
        assertThat(account.held()).as("it may not have left").isGreaterThan(6_000);
        outbox.sent(first);
        assertThat(account.held()).isBetween(1_000L, 1_200L);
        outbox.close();
        outbox.answer(message(5_000));
        assertThat(budget.held()).isZero();
    }
}
