package dev.gunjava.interop;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import dev.gunjava.interop.fixture.WireClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stranger writes formats for {@code printf} where the native library of a JVM peer would complain about them, in
 * its own error text, which it prints as a format: one {@code %n} ended the process.
 */
class B01CrashingLetterIT {
    private static final String NS = "witness-field-p2p-discovery-v1";
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final List<String> FORMATS = List.of("%n", "%s", "%p", "%x", "%99999999d");

    private static final String CANDIDATE = "candidate:1 1 udp 1 10.99.0.9 9000 typ host";
    private static final String OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=" + CANDIDATE,
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789abcdefghijkl",
            "a=ice-options:trickle",
            "a=fingerprint:sha-256 " + "AB:".repeat(31) + "CD",
            "a=setup:actpass",
            "a=mid:0",
            "a=sctp-port:5000",
            "a=max-message-size:262144",
            "");

    /** The free fields of an offer that is of no use if one of them is none. */
    private static final List<String> FIELDS = List.of(
            "v=0",
            "UDP/DTLS/SCTP",
            "webrtc-datachannel",
            "ice-ufrag:abcd",
            "ice-pwd:0123456789abcdefghijkl",
            "sha-256",
            "actpass",
            "mid:0",
            "sctp-port:5000",
            "max-message-size:262144");

    /** The forms of a letter: what stands where, given the soul of the letter and its SDP. */
    private enum Form {
        JSON,
        SDP,
        LINK,
        FLAT
    }

    @RegisterExtension
    final Lab lab = new Lab();

    private int puts;

    @ParameterizedTest
    @EnumSource(Form.class)
    @DisplayName("Its process lives, it answers without the candidates that are none, and an honest peer still links:")
    void letters(Form form) {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer peer = lab.jvmPeer(relay, TTL);
        WireClient stranger = lab.wire(relay);
        String from = "peer_stranger_" + form;
        long ts = System.currentTimeMillis() - 1_000;
        for (String format : FORMATS) {
            for (String field : FIELDS) {
                write(stranger, form, peer.id(), from, OFFER.replace(field, field + format), ts++);
            }
        }
        write(stranger, form, peer.id(), from, with(crashing()), ts);
        awaitAnswer(stranger, from, peer.id());
        write(stranger, form, peer.id(), from + "_too", with(malformed()), ts);
        awaitAnswer(stranger, from + "_too", peer.id());
        links(peer, relay);
    }

    @Test
    @DisplayName("Its process lives through trickled candidates that are none, and an honest peer still links")
    void trickledCandidates() {
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer peer = lab.jvmPeer(relay, TTL);
        WireClient stranger = lab.wire(relay);
        String from = "peer_stranger";
        long ts = System.currentTimeMillis() - 1_000;
        write(stranger, Form.JSON, peer.id(), from, OFFER, ts);
        awaitAnswer(stranger, from, peer.id());

        Map<String, Object> candidates = new HashMap<>();
        for (String candidate :
                Stream.concat(crashing().stream(), malformed().stream()).toList()) {
            candidates.put(ts + "_" + candidates.size(), trickled(candidate, "0"));
        }
        for (String format : FORMATS) {
            candidates.put(ts + "_" + candidates.size(), trickled(CANDIDATE, format));
        }
        candidates.put(ts + "_" + candidates.size(), trickled(CANDIDATE, "0"));
        put(stranger, letter(peer.id(), from) + "/candidates", candidates, ts);
        links(peer, relay);
    }

    /** An honest peer gets a channel to it and a witness over it. */
    private void links(JvmPeer peer, OurRelay relay) {
        JvmPeer honest = lab.jvmPeer(relay, TTL);
        peer.awaitLink(0, honest.id(), Duration.ofSeconds(40), "open");
        Meshes.witnessesTravel(List.of(peer, honest), lab.secrets());
    }

    private static String with(List<String> candidates) {
        String lines =
                candidates.stream().map(candidate -> "a=" + candidate + "\r\n").collect(joining());
        return OFFER.replace("a=ice-ufrag", lines + "a=ice-ufrag");
    }

    /** Candidates that have the form of RFC 8839, but not the values that the library expects. */
    private static List<String> crashing() {
        return FORMATS.stream()
                .flatMap(format -> Stream.of(
                        CANDIDATE + " generation " + format,
                        CANDIDATE + " network-id " + format,
                        CANDIDATE + " raddr " + format + " rport " + format))
                .toList();
    }

    /** Candidates that are none. */
    private static List<String> malformed() {
        return FORMATS.stream()
                .flatMap(format -> Stream.of(
                        CANDIDATE + " " + format,
                        CANDIDATE.replace("host", format),
                        CANDIDATE.replace("udp", format),
                        CANDIDATE.replace("9000", format),
                        CANDIDATE.replace("10.99.0.9", format),
                        CANDIDATE.replace("candidate:1", "candidate:" + format)))
                .toList();
    }

    private static String trickled(String candidate, String mid) {
        return json(Map.of("candidate", candidate, "sdpMid", mid, "sdpMLineIndex", 0));
    }

    private void write(WireClient wire, Form form, String to, String from, String sdp, long ts) {
        String soul = letter(to, from);
        Map<String, Object> fields = new HashMap<>(Map.of("type", "offer", "timestamp", ts));
        switch (form) {
            case JSON -> fields.put("offer", json(Map.of("type", "offer", "sdp", sdp, "ts", ts)));
            case SDP -> fields.put("offer", sdp);
            case FLAT -> fields.put("sdp", sdp);
            case LINK -> {
                put(wire, soul + "/offer", Map.of("type", "offer", "sdp", sdp), ts);
                fields.put("offer", Map.of("#", soul + "/offer"));
            }
        }
        put(wire, soul, fields, ts);
        put(wire, NS + "/signaling/" + to, Map.of(from, Map.of("#", soul)), ts);
    }

    private static String letter(String to, String from) {
        return NS + "/signaling/" + to + "/" + from;
    }

    private void put(WireClient wire, String soul, Map<String, ?> fields, long state) {
        Map<String, Object> node = new HashMap<>(fields);
        node.put("_", Map.of("#", soul, ">", fields.keySet().stream().collect(toMap(key -> key, key -> state))));
        wire.say(json(Map.of("#", "put" + puts++, "put", Map.of(soul, node))));
    }

    /** The peer has given the offer to the native library, since it has an answer. */
    private static void awaitAnswer(WireClient wire, String to, String from) {
        wire.say(json(Map.of("#", "ask", "get", Map.of("#", letter(to, from)))));
        assertThat(wire.await("an answer", message -> message.path("put")
                        .path(letter(to, from))
                        .path("type")
                        .asString("")
                        .equals("answer")))
                .isNotNull();
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }
}
