package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A server on loopback")
class RequestGuardTest {
    private final RequestGuard guard = new RequestGuard(InetAddress.getLoopbackAddress());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST:8080",
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.9.9.9:1",
                "[::1]:8080"
            })
    @DisplayName("answers to each name of this machine")
    void answersToLoopbackNames(String host) {
        assertThat(guard.admits(host, null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.test",
                "localhost.evil.test",
                "127.0.0.1.evil.test:8080",
                "evil.test@localhost",
                "",
                "10.0.0.1",
                "[::2]"
            })
    @DisplayName("does not answer to a name that merely resolves to it")
    void refusesReboundNames(String host) {
        assertThat(guard.admits(host, null)).isFalse();
    }

    @Test
    @DisplayName("does not answer without a name")
    void refusesNoName() {
        assertThat(guard.admits(null, null)).isFalse();
    }

    @Test
    @DisplayName("takes requests of its own page, and of no other")
    void judgesOrigins() {
        assertThat(guard.admits("127.0.0.1:8080", "http://127.0.0.1:8080")).isTrue();
        for (String origin : new String[] {
            "http://evil.test", "http://127.0.0.1:9090", "http://127.0.0.1", "null", "", "http://", "no address at all"
        }) {
            assertThat(guard.admits("127.0.0.1:8080", origin)).as(origin).isFalse();
        }
    }

    @Test
    @DisplayName("that was bound elsewhere on purpose answers to any name, but still to its own page alone")
    void boundElsewhere() throws UnknownHostException {
        RequestGuard open = new RequestGuard(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));

        assertThat(open.admits("witness.test:8080", null)).isTrue();
        assertThat(open.admits("witness.test:8080", "http://witness.test:8080")).isTrue();
        assertThat(open.admits("witness.test:8080", "http://evil.test")).isFalse();
    }
}
