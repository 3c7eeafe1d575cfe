package dev.gunjava.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who is throttled")
class ThrottlingTest {

    private final Throttling throttling = new Throttling();

    @Test
    @DisplayName("is counted while it lasts, and in all")
    void counted() {
        throttling.began("a");
        throttling.began("b");
        throttling.ended();
        assertThat(throttling.now()).isEqualTo(1);
        assertThat(throttling.total()).isEqualTo(2);
    }

    @Test
    @DisplayName("is told once, the worst first")
    void toldOnce() {
        throttling.began("a");
        throttling.began("b");
        throttling.began("b");
        assertThat(throttling.takeReport()).endsWith(": b (2 times), a (1 times)");
        assertThat(throttling.takeReport()).isEmpty();
    }

    @Test
    @DisplayName("is remembered up to a bound, and beyond it counted as others")
    void bounded() {
        for (int i = 0; i < 5_000; i++) {
            throttling.began("connection " + i);
        }
        assertThat(throttling.total()).isEqualTo(5_000);
        assertThat(throttling.takeReport()).endsWith(" and 995 or more others");
    }
}
