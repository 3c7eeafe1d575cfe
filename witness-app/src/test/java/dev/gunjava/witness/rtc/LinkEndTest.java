package dev.gunjava.witness.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LinkEndTest {
    @Test
    @DisplayName("Whatever the native library or a server quotes, logs and screens get 200 printable characters")
    void printable() {
        String said = "refused: \u001b[2J%n\r\né" + "x".repeat(300);
        String shown = "refused: ?[2J%n???" + "x".repeat(182);
        assertThat(new LinkEnd(LinkEnd.Cause.REFUSED, said).detail())
                .isEqualTo(shown)
                .hasSize(200);
        assertThat(new Gathering.ServerFailed("stun:192.0.2.1", 400, said).reason())
                .isEqualTo(shown);
    }
}
