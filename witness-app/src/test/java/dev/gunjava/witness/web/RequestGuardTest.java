package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A server on loopback")
class RequestGuardTest {
    private final RequestGuard guard = new RequestGuard(InetAddress.getLoopbackAddress(), null, null);

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
        assertThat(guard.name(host)).isNotNull();
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
        assertThat(guard.name(host)).isNull();
    }

    @Test
    @DisplayName("does not answer without a name")
    void refusesNoName() {
        assertThat(guard.name(null)).isNull();
    }

    @Test
    @DisplayName("takes requests of its own page, and of no other")
    void judgesOrigins() {
        assertThat(RequestGuard.isOwnPage("127.0.0.1:8080", "http://127.0.0.1:8080"))
                .isTrue();
        for (String origin : new String[] {
            "http://evil.test", "http://127.0.0.1:9090", "http://127.0.0.1", "null", "", "http://", "no address at all"
        }) {
            assertThat(RequestGuard.isOwnPage("127.0.0.1:8080", origin))
                    .as(origin)
                    .isFalse();
        }
    }

    @Test
    @DisplayName("lets everybody on this machine write, as there is no token")
    void writesOnLoopback() {
        assertThat(guard.mayWrite(null)).isTrue();
    }

    @Nested
    @DisplayName("that was bound elsewhere on purpose")
    class BoundElsewhere {
        private final AccessToken token = AccessToken.fresh(new SecureRandom());
        private final RequestGuard guard;

        BoundElsewhere() throws UnknownHostException {
            guard = new RequestGuard(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), "mybox.local", token);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "10.0.0.1:8080",
                    "192.168.1.5",
                    "[fd00::5]:8080",
                    "localhost:8080",
                    "mybox.local:8080",
                    "MyBox.Local"
                })
        @DisplayName("answers to addresses, which nobody can make resolve to it, and to the name it was told to go by")
        void answers(String host) {
            assertThat(guard.name(host)).isNotNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"witness.test:8080", "10.0.0.1.evil.test", "mybox.local.evil.test", "mybox", "", ":8080"})
        @DisplayName("does not answer to a name that merely resolves to it")
        void refusesReboundNames(String host) {
            assertThat(guard.name(host)).isNull();
        }

        @Test
        @DisplayName("lets nobody write who does not show the token, whole and in the right header form")
        void token() {
            String right = "Bearer " + token.fragment().substring("#token=".length());
            assertThat(guard.mayWrite(right)).isTrue();
            assertThat(guard.mayWrite(null)).isFalse();
            for (String wrong : new String[] {
                "", "Bearer ", right.substring(0, right.length() - 1), right + "x", right.replace("Bearer", "Basic")
            }) {
                assertThat(guard.mayWrite(wrong)).as(wrong).isFalse();
            }
        }
    }

    @Test
    @DisplayName("has another token at each start, of 128 bits")
    void tokensDiffer() {
        String one = AccessToken.fresh(new SecureRandom()).fragment();
        assertThat(one).matches("#token=[A-Za-z0-9_-]{22}");
        assertThat(AccessToken.fresh(new SecureRandom()).fragment()).isNotEqualTo(one);
    }

    @Test
    @DisplayName(
            "tells browsers to load its own files alone, to connect to its relay alone, and to take no text for markup")
    void contentPolicy() {
        assertThat(RequestGuard.contentPolicy("192.168.1.5", 8765))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
                        + "connect-src 'self' ws://192.168.1.5:8765; base-uri 'none'; form-action 'none'; "
                        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
        assertThat(RequestGuard.contentPolicy("[fd00::5]", 8765)).contains("connect-src 'self' ws://*:8765;");
    }
}
