package dev.gunjava.witness.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a stranger wrote reaches the native library only if it is on the allow-list:")
class SessionDescriptionTest {
    private static final String FINGERPRINT = "sha-256 " + "AB:".repeat(31) + "CD";
    private static final String CANDIDATE =
            "candidate:842163049 1 udp 1677729535 10.99.0.1 46154 typ host generation 0 ufrag ab network-id 1";

    /** As Chromium writes it. */
    private static final String CHROMIUM = String.join(
            "\r\n",
            "v=0",
            "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "a=extmap-allow-mixed",
            "a=msid-semantic: WMS",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=" + CANDIDATE,
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789abcdefghijkl",
            "a=ice-options:trickle",
            "a=fingerprint:" + FINGERPRINT,
            "a=setup:actpass",
            "a=mid:0",
            "a=sctp-port:5000",
            "a=max-message-size:262144",
            "");

    /** As Firefox writes it. */
    private static final String FIREFOX = String.join(
            "\r\n",
            "v=0",
            "o=mozilla...THIS_IS_SDPARTA-99.0 8391402413 0 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=sendrecv",
            "a=fingerprint:" + FINGERPRINT,
            "a=group:BUNDLE 0",
            "a=ice-options:trickle",
            "a=msid-semantic:WMS *",
            "m=application 50001 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 10.99.0.1",
            "a=candidate:0 1 UDP 2122252543 8ba80d3c-7a0c-4d1e-8d2c-1b6d5c3a6f10.local 50001 typ host",
            "a=sendrecv",
            "a=end-of-candidates",
            "a=ice-pwd:0123456789abcdef0123456789abcdef",
            "a=ice-ufrag:1234abcd",
            "a=mid:0",
            "a=setup:actpass",
            "a=sctp-port:5000",
            "a=max-message-size:1073741823",
            "");

    private static SessionDescription offer(String sdp) {
        return new SessionDescription(SessionDescription.Type.OFFER, sdp);
    }

    @Test
    @DisplayName(
            "the answer of Firefox, which says some things for the session and for the section, is admitted as it is")
    void admitsFirefox() {
        String answer = String.join(
                "\r\n",
                "v=0",
                "o=mozilla...THIS_IS_SDPARTA-99.0 1422960567781101213 0 IN IP4 0.0.0.0",
                "s=-",
                "t=0 0",
                "a=sendrecv",
                "a=extmap-allow-mixed",
                "a=fingerprint:sha-256 " + "96:".repeat(31) + "1C",
                "a=group:BUNDLE 0",
                "a=ice-options:trickle",
                "a=msid-semantic:WMS *",
                "m=application 40436 UDP/DTLS/SCTP webrtc-datachannel",
                "c=IN IP4 10.99.0.1",
                "a=candidate:0 1 UDP 2122252543 10.99.0.1 40436 typ host",
                "a=candidate:1 1 TCP 2105524479 10.99.0.1 9 typ host tcptype active",
                "a=sendrecv",
                "a=end-of-candidates",
                "a=extmap-allow-mixed",
                "a=ice-pwd:08a8bef01d5e882c5da2972922e63c0e",
                "a=ice-ufrag:c69a8177",
                "a=mid:0",
                "a=setup:active",
                "a=sctp-port:5000",
                "a=max-message-size:1073741823",
                "");
        assertThat(new SessionDescription(SessionDescription.Type.ANSWER, answer).sdp())
                .isEqualTo(answer);
    }

    @Test
    @DisplayName("what browsers write is taken as it is")
    void takesBrowsers() {
        assertThat(offer(CHROMIUM).sdp()).isEqualTo(CHROMIUM);
        assertThat(offer(FIREFOX).sdp()).isEqualTo(FIREFOX);
        assertThat(offer(CHROMIUM).fingerprint()).isEqualTo(FINGERPRINT.toLowerCase(java.util.Locale.ROOT));
        assertThat(offer(FIREFOX).fingerprint()).isEqualTo(offer(CHROMIUM).fingerprint());
        assertThat(offer(CHROMIUM).maxMessageSize()).isEqualTo(262_144);
    }

    @Test
    @DisplayName("line ends are made CRLF, the last one too, and unknown attributes are left out")
    void rebuilds() {
        assertThat(offer(CHROMIUM.replace("\r\n", "\n").strip()).sdp()).isEqualTo(CHROMIUM);
        assertThat(offer(CHROMIUM + "a=x-google-flag:%s%s%n\r\n").sdp()).isEqualTo(CHROMIUM);
    }

    @Test
    @DisplayName("the largest message is 64 KiB where the other side does not say, and unbounded for 0")
    void readsMaxMessageSize() {
        assertThat(offer(CHROMIUM.replace("a=max-message-size:262144\r\n", "")).maxMessageSize())
                .isEqualTo(65_536);
        assertThat(offer(CHROMIUM.replace("size:262144", "size:0")).maxMessageSize())
                .isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @DisplayName("a text is refused if a line is missing, doubled, malformed or of another kind")
    @CsvSource(
            delimiter = '|',
            value = {
                "v=0 | v=1 | v= line",
                "v=0 | s=- | does not start with v=0",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel | m=audio 9 UDP/TLS/RTP/SAVPF 111 | m= line",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel | a=x:y | lacks m=",
                "a=mid:0 | m=application 9 UDP/DTLS/SCTP webrtc-datachannel | too many m=",
                "a=mid:0 | a=x:y | lacks a=mid",
                "a=mid:0 | a=mid:%s%s%s | bad a=mid",
                "a=setup:actpass | a=setup:holdconn | bad a=setup",
                "a=ice-ufrag:abcd | a=ice-ufrag:abc | bad a=ice-ufrag",
                "a=ice-pwd:0123456789abcdefghijkl | a=ice-pwd:short | bad a=ice-pwd",
                "a=ice-options:trickle | a=ice-pwd:0123456789abcdefghijkl | too many a=ice-pwd",
                "a=sctp-port:5000 | a=sctp-port:0 | bad a=sctp-port",
                "a=sctp-port:5000 | a=sctp-port:99999 | bad a=sctp-port",
                "a=max-message-size:262144 | a=max-message-size:-1 | bad a=max-message-size",
                "a=extmap-allow-mixed | nonsense | a line that is none",
                "a=extmap-allow-mixed | k=base64:secret | k= line",
                "typ host generation | typ evil generation | bad a=candidate",
                "sha-256 AB | sha-256 GG | bad a=fingerprint"
            })
    void refuses(String instead, String put, String reason) {
        String forged = CHROMIUM.replace(instead, put);
        assertThat(forged).isNotEqualTo(CHROMIUM);
        assertThatThrownBy(() -> offer(forged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    @DisplayName("a text is refused if it is empty, too long, or has too many lines or candidates")
    void refusesSizes() {
        assertThatThrownBy(() -> offer("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> offer(CHROMIUM + "a=x:" + "y".repeat(16 * 1024)))
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> offer(CHROMIUM + "a=x\r\n".repeat(300))).hasMessageContaining("too many lines");
        assertThatThrownBy(() -> offer(CHROMIUM + ("a=" + CANDIDATE + "\r\n").repeat(64)))
                .hasMessageContaining("too many a=candidate");
    }

    @ParameterizedTest
    @DisplayName("a candidate is refused if it is none, like the empty one that ends a list")
    @ValueSource(
            strings = {
                "",
                "candidate:",
                "candidate:1 1 udp 1 10.0.0.1 99999 typ host",
                "candidate:1 1 udp 99999999999 10.0.0.1 9 typ host",
                "candidate:1 1 sctp 1 10.0.0.1 9 typ host",
                "candidate:1 1 udp 1 10.0.0.1 9 typ host\r\nm=audio 9 RTP 0",
                "candidate:1 1 udp 1 %s%s%s 9 typ host"
            })
    void refusesCandidates(String text) {
        assertThatThrownBy(() -> new IceCandidate("0", 0, text)).isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> new IceCandidate("0", 0, CANDIDATE)).doesNotThrowAnyException();
    }
}
