package dev.gunjava.witness.discovery;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.witness.rtc.IceCandidate;
import dev.gunjava.witness.rtc.SessionDescription;
import dev.gunjava.witness.rtc.TrickledCandidate;
import java.util.Locale;
import java.util.Optional;

/** Reads texts of strangers in the way in which they come: as values of a node in the signaling namespace. */
public final class FuzzedSignals {

    private static final double TIMESTAMP = 1_700_000_000_000d;

    private static final SignalJson JSON = new SignalJson();
    private static final SignalReader READER = new SignalReader(JSON);

    private FuzzedSignals() {}

    /** The SDP in a text that stands where the description of a signal does. */
    public static Optional<String> sdp(SessionDescription.Type type, String text) {
        Node.Builder node = Node.builder("signaling/fuzzed");
        node.add("type", new GunValue.Text(type.name().toLowerCase(Locale.ROOT)), TIMESTAMP);
        node.add("timestamp", new GunValue.Num(TIMESTAMP), TIMESTAMP);
        node.add(type.name().toLowerCase(Locale.ROOT), new GunValue.Text(text), TIMESTAMP);
        return READER.read("stranger", node.build(), soul -> null).map(signal -> {
            if (signal instanceof Signal.Offer offer) {
                return offer.sdp();
            }
            return ((Signal.Answer) signal).sdp();
        });
    }

    /** The candidate in a text that stands where a trickled one does: JSON, whose print must be read alike. */
    public static Optional<TrickledCandidate> candidate(String text) {
        Optional<SignalJson.Candidate> read = JSON.candidate(text);
        read.ifPresent(candidate -> {
            String printed = JSON.write(candidate);
            if (!JSON.candidate(printed).equals(read)) {
                throw new AssertionError(candidate + " is printed as " + printed);
            }
        });
        return read.flatMap(candidate -> IceCandidate.parse(candidate.candidate())
                .map(ice -> new TrickledCandidate(candidate.sdpMid(), candidate.sdpMLineIndex(), ice)));
    }
}
