package dev.gunjava.witness.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.rtc.SessionDescription;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("With a legacy page")
class TurnTest {
    private final LinkMachine machine = new LinkMachine(Turn.LEGACY, new Random(1), 0);

    private static Heard offer() {
        String sdp =
                "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
                        + "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
                        + "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB\r\na=setup:actpass\r\na=sctp-port:5000\r\n";
        return new Heard(SessionDescription.parse(SessionDescription.Type.OFFER, sdp), 5, Form.FLAT, Set.of(), null);
    }

    @Test
    @DisplayName("its offer is answered at once")
    void answers() {
        machine.on(new LinkEvent.Present(), 0);
        List<LinkEffect> effects = machine.on(new LinkEvent.OfferHeard(offer(), Admittance.NOW), 100);
        assertThat(effects).singleElement().isInstanceOf(LinkEffect.MakeAnswer.class);
        assertThat(machine.state()).isEqualTo(LinkState.ANSWERING);
    }

    @Test
    @DisplayName("we offer when it has not for 5 s, and then its own offer is ignored: it gives way")
    void offers() {
        machine.on(new LinkEvent.Present(), 0);
        assertThat(machine.wantsToOffer(4_999)).isFalse();
        assertThat(machine.wantsToOffer(5_000)).isTrue();
        machine.on(new LinkEvent.Chosen(), 5_000);
        machine.on(new LinkEvent.Described(), 5_010);
        machine.on(new LinkEvent.Written(7), 5_010);
        assertThat(machine.on(new LinkEvent.OfferHeard(offer(), Admittance.NOW), 5_100))
                .isEmpty();
        assertThat(machine.state()).isEqualTo(LinkState.OFFERING);
    }
}
