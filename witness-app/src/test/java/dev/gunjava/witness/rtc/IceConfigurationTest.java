package dev.gunjava.witness.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("How links find a way")
class IceConfigurationTest {
    private static final IceUrl TURN = new IceUrl("turns:[fd00::2]:5349?transport=tcp");
    private static final TurnAuthentication PASSWORD = new TurnAuthentication.Password("me", "hush");

    @ParameterizedTest
    @DisplayName("is refused, by the server's URL, where the native library would crash on it")
    @ValueSource(
            strings = {
                "",
                "stun:",
                "http://example.net",
                "stun:host:0",
                "stun:host:70000",
                "stun:host:99999999999",
                "stun:host?transport=udp",
                "turn:host?transport=sctp",
                "stun:ho st",
                "stun:[::1",
                "stun:host\n",
                "stun://host"
            })
    void refusesUrls(String url) {
        assertThatThrownBy(() -> new IceUrl(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + url + "'");
    }

    @ParameterizedTest
    @DisplayName("takes URLs of the usual forms")
    @ValueSource(
            strings = {
                "stun:stun.l.google.com:19302",
                "stun:stun.example.net",
                "stuns:host:5349",
                "turn:10.99.0.1:3478",
                "turn:host:3478?transport=tcp",
                "turns:[fd00::2]:5349"
            })
    void takesUrls(String url) {
        assertThat(new IceUrl(url).text()).isEqualTo(url);
    }

    @Test
    @DisplayName("has a password for each TURN server and for no other")
    void passwords() {
        assertThat(new IceServer(TURN, PASSWORD).url().isTurn()).isTrue();
        assertThatThrownBy(() -> new IceServer(TURN, null)).hasMessageContaining(TURN.text());
        assertThatThrownBy(() -> new IceServer(new IceUrl("stun:host"), PASSWORD))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TurnAuthentication.Password("me", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TurnAuthentication.Password("", "hush"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TurnAuthentication.SharedSecret("", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("through relays alone needs a TURN server")
    void relaysAlone() {
        List<IceServer> stun = List.of(IceServer.stun("stun:host"));
        assertThatThrownBy(() -> new IceConfiguration(stun, IceConfiguration.Policy.RELAY, null))
                .hasMessageContaining("TURN server is needed");
        List<IceServer> turn = List.of(new IceServer(TURN, PASSWORD));
        assertThat(new IceConfiguration(turn, IceConfiguration.Policy.RELAY, null).relayedLife())
                .as("how long a fixed password may be used")
                .isNull();
        assertThatThrownBy(() -> new IceConfiguration(
                        Collections.nCopies(17, IceServer.stun("stun:host")), IceConfiguration.Policy.ALL, null))
                .hasMessageContaining("more than 16");
    }

    @ParameterizedTest
    @DisplayName("uses a range of ports that is enough for all links")
    @CsvSource({"0,100", "1,70000", "5000,4000", "5000,5030"})
    void ports(int min, int max) {
        assertThat(new Ports(50_000, 50_031).max()).isEqualTo(50_031);
        assertThatThrownBy(() -> new Ports(min, max)).hasMessageContaining(min + "-" + max);
    }

    @Test
    @DisplayName("makes of a shared secret a name that says when it ends and its HMAC-SHA1, anew for each moment")
    void sharedSecret() {
        TurnAuthentication.SharedSecret secret = new TurnAuthentication.SharedSecret("north", "ann");
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        TurnAuthentication.Password made = secret.at(now);
        // printf %s 1700086400:ann | openssl dgst -sha1 -hmac north -binary | base64
        assertThat(made.username()).isEqualTo("1700086400:ann");
        assertThat(made.password()).isEqualTo("7FWQB06tq8mR4TsnapfLHms2f5Y=");
        assertThat(secret.at(now.plusSeconds(1))).isNotEqualTo(made);
        assertThat(new TurnAuthentication.SharedSecret("north", "").at(now).username())
                .isEqualTo("1700086400");
        assertThat(new IceConfiguration(List.of(new IceServer(TURN, secret)), IceConfiguration.Policy.ALL, null)
                        .relayedLife())
                .as("how long a password is used")
                .isLessThan(TurnAuthentication.SharedSecret.LIFE);
    }

    @Test
    @DisplayName("shows no password in a log")
    void keepsSecrets() {
        TurnAuthentication secret = new TurnAuthentication.SharedSecret("hush", "me");
        assertThat(List.of(new IceServer(TURN, PASSWORD), new IceServer(TURN, secret), secret.at(Instant.EPOCH))
                        .toString())
                .contains("me", TURN.text())
                .doesNotContain("hush");
    }
}
