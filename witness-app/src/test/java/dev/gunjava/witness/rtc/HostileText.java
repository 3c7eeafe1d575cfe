package dev.gunjava.witness.rtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A process that gives the native library what is left of hostile descriptions and candidates, and counts what it refuses.
 * A refusal may be the end of the process, so it is one of its own.
 *
 * <p>Arguments: the seed and how many descriptions to make of each type, with eight candidates for each. The last line of
 * its output is the {@link Outcome}.
 */
final class HostileText {
    private static final int CANDIDATES = 8;

    private static final List<String> HOSTILE = List.of(
            "%n",
            "%s",
            "%p",
            "%x",
            "%99999999d",
            "%n%n%n%n",
            "%hhn",
            "",
            " ",
            "0",
            "-1",
            "1",
            "9",
            "80",
            "65536",
            "2147483648",
            "4294967296",
            "99999999999999999999",
            "x".repeat(17),
            "x".repeat(300),
            "\u0000",
            "\t",
            "é🌊",
            "::",
            "0.0.0.0",
            "127.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "fe80::1",
            "::ffff:10.0.0.1",
            "localhost",
            "active",
            "passive",
            "actpass",
            "holdconn",
            "tcp",
            "ssltcp",
            "TCP",
            "relay",
            "prflx",
            "generation 4294967295",
            "network-id 65535 network-cost 999",
            "tcptype so",
            "raddr %n rport %s",
            "a=ice-lite",
            "a=ssrc:%n cname:%s",
            "a=rid:%n send",
            "a=candidate:%n",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "\r\n",
            "\r\na=%n:%s");

    /** Free fields of a candidate, one of each kind, so that mutations reach all of them. */
    private static final String CANDIDATE =
            "candidate:842163049 1 udp 1677729535 10.99.0.9 46154 typ srflx raddr 10.99.0.1"
                    + " rport 5000 generation 0 ufrag abcd network-id 1 network-cost 10";

    /**
     * What came of it.
     *
     * @param given how many descriptions and candidates the library was given
     * @param kept how many of all did not get that far
     * @param refused what the library refused
     */
    record Outcome(int given, int kept, List<String> refused) {}

    private final Random random;
    private final PeerConnectionFactory factory = new PeerConnectionFactory(new HeadlessAudioDeviceModule());
    private final List<String> refused = new ArrayList<>();
    private int given;
    private int kept;

    private HostileText(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] arguments) {
        HostileText hostile = new HostileText(Long.parseLong(arguments[0]));
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            hostile.offer();
            hostile.answer();
        }
        hostile.factory.dispose();
        System.out.println(new Outcome(hostile.given, hostile.kept, hostile.refused));
        System.out.flush();
        // Without the exit hooks of the native library, which print.
        Runtime.getRuntime().halt(0);
    }

    private void offer() {
        parsed(SessionDescription.Type.OFFER, hostile(SessionDescriptionTest.sample("offer")))
                .ifPresent(offer -> connected(connection -> {
                    set(connection, offer);
                    RTCSessionDescription answer =
                            RawPeer.created(done -> connection.createAnswer(new RTCAnswerOptions(), done));
                    RawPeer.settled(done -> connection.setLocalDescription(answer, done));
                    trickle(connection, offer);
                }));
    }

    private void answer() {
        parsed(SessionDescription.Type.ANSWER, hostile(SessionDescriptionTest.sample("answer")))
                .ifPresent(answer -> connected(connection -> {
                    connection.createDataChannel("test", new RTCDataChannelInit());
                    RTCSessionDescription offer =
                            RawPeer.created(done -> connection.createOffer(new RTCOfferOptions(), done));
                    RawPeer.settled(done -> connection.setLocalDescription(offer, done));
                    if (LocalDescription.of(SessionDescription.Type.OFFER, offer.sdp)
                            .isAnsweredBy(answer)) {
                        set(connection, answer);
                        trickle(connection, answer);
                    } else {
                        kept++;
                    }
                }));
    }

    private Optional<SessionDescription> parsed(SessionDescription.Type type, String sdp) {
        try {
            return Optional.of(SessionDescription.parse(type, sdp));
        } catch (IllegalArgumentException unusable) {
            kept++;
            return Optional.empty();
        }
    }

    private void set(RTCPeerConnection connection, SessionDescription description) {
        given++;
        RTCSdpType type = description.type() == SessionDescription.Type.OFFER ? RTCSdpType.OFFER : RTCSdpType.ANSWER;
        RawPeer.settled(
                done -> connection.setRemoteDescription(new RTCSessionDescription(type, description.sdp()), done));
    }

    private void trickle(RTCPeerConnection connection, SessionDescription description) {
        for (int i = 0; i < CANDIDATES; i++) {
            String text = changed(CANDIDATE.replace("abcd", description.ice().ufrag()), " |:");
            String mid = random.nextBoolean() ? pick(HOSTILE) : description.mid();
            Optional<TrickledCandidate> own = IceCandidate.parse(text)
                    .map(candidate -> new TrickledCandidate(mid, 0, candidate))
                    .filter(description::owns);
            if (own.isPresent()) {
                given++;
                connection.addIceCandidate(new RTCIceCandidate(
                        description.mid(), 0, own.get().candidate().text()));
            } else {
                kept++;
            }
        }
    }

    // ---- hostility

    /** An SDP with one to three changes; each hits a line, or a word in one. */
    private String hostile(String sdp) {
        List<String> lines = new ArrayList<>(Arrays.asList(sdp.split("\r\n")));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(8)) {
                case 0 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 1 -> lines.add(at, pick(HOSTILE));
                case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
                case 3 -> lines.set(at, pick(HOSTILE));
                default -> lines.set(at, changed(lines.get(at), "[ :=/]"));
            }
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    /** A text with one word replaced, extended or led by something hostile. */
    private String changed(String text, String separators) {
        List<String> words =
                new ArrayList<>(Arrays.asList(text.split("(?=" + separators + ")|(?<=" + separators + ")")));
        int at = random.nextInt(words.size());
        String put = pick(HOSTILE);
        words.set(
                at,
                switch (random.nextInt(4)) {
                    case 0 -> words.get(at) + put;
                    case 1 -> put + words.get(at);
                    case 2 -> words.get(at) + " " + put;
                    default -> put;
                });
        return String.join("", words);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    // ---- the native library

    private interface Use {
        void of(RTCPeerConnection connection);
    }

    private void connected(Use use) {
        try (RawPeer peer = new RawPeer(factory)) {
            use.of(peer.connection());
        } catch (Throwable refusal) {
            refused.add(String.valueOf(refusal.getMessage()));
        }
    }
}
