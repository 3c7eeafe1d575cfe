package dev.gunjava.witness.discovery;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the node that one peer has written to another, in each form that is in use. Pure and thread-safe.
 *
 * <p>A node may arrive in parts, old keys beside new ones: it is read only when type, value and timestamp are there and
 * agree.
 */
final class SignalReader {
    /** By how much the parts of one signal may differ in their state, ms: they are written one after the other. */
    private static final double SAME_WRITE_MILLIS = 2_000;

    private static final int MAX_SDP = 16 * 1024;

    /** What is known of the node behind a link, or null; asking may be the reason to go and look. */
    interface Links {
        @Nullable
        Node follow(String soul);
    }

    private final SignalJson json;

    SignalReader(SignalJson json) {
        this.json = json;
    }

    Optional<Signal> read(String from, Node node, Links links) {
        if (!(node.value("type") instanceof GunValue.Text type)
                || !(node.value("timestamp") instanceof GunValue.Num number)) {
            return Optional.empty();
        }
        long timestamp = (long) number.value();
        if (!type.value().equals("offer") && !type.value().equals("answer")) {
            return Optional.empty();
        }
        return description(type.value(), node, links)
                .filter(read -> read.description.type().equals(type.value()))
                .filter(read -> read.description.ts() == null || read.description.ts() == timestamp)
                .filter(read -> read.description.sdp().length() <= MAX_SDP)
                .map(read -> signal(from, timestamp, read, re(node)));
    }

    private record Written(Form form, SignalJson.Description description) {}

    private Optional<Written> description(String type, Node node, Links links) {
        GunValue value = node.value(type);
        if (value instanceof GunValue.Text text) {
            return text.value().startsWith("v=0")
                    ? Optional.of(bare(Form.SDP, type, text.value()))
                    : json.description(text.value()).map(read -> new Written(Form.JSON, read));
        }
        if (value instanceof GunValue.Link link) {
            Node linked = link.soul().startsWith(Namespace.SIGNALING + "/") ? links.follow(link.soul()) : null;
            return linked != null
                            && linked.value("sdp") instanceof GunValue.Text sdp
                            && linked.value("type") instanceof GunValue.Text linkedType
                            && linked.state("sdp") >= node.state("timestamp") - SAME_WRITE_MILLIS
                    ? Optional.of(bare(Form.LINK, linkedType.value(), sdp.value()))
                    : Optional.empty();
        }
        return node.value("sdp") instanceof GunValue.Text sdp
                ? Optional.of(bare(Form.FLAT, type, sdp.value()))
                : Optional.empty();
    }

    private static Written bare(Form form, String type, String sdp) {
        return new Written(form, new SignalJson.Description(type, sdp, null, null, Set.of()));
    }

    private static @Nullable Long re(Node node) {
        return node.value("re") instanceof GunValue.Num re ? (Long) (long) re.value() : null;
    }

    private static Signal signal(String from, long timestamp, Written read, @Nullable Long reBeside) {
        SignalJson.Description described = read.description;
        if (described.type().equals("offer")) {
            return new Signal.Offer(from, timestamp, described.sdp(), read.form, described.extensions());
        }
        // A JSON text is one value and so cannot be mixed; a number beside it may be of an earlier answer.
        Long re = read.form == Form.JSON ? described.re() : reBeside;
        return new Signal.Answer(from, timestamp, described.sdp(), read.form, described.extensions(), re);
    }
}
