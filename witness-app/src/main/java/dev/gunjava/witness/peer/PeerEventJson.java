package dev.gunjava.witness.peer;

import dev.gunjava.witness.protocol.WitnessJson;
import dev.gunjava.witness.rtc.Route;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events and status as JSON: the form that the page, its API and the command line share.
 *
 * <p>Thread-safe.
 */
public final class PeerEventJson {
    private static final int VERSION = 1;

    private PeerEventJson() {}

    /** The JSON of an event. */
    public static ObjectNode write(PeerEvent event) {
        if (event instanceof PeerEvent.WitnessChanged changed) {
            ObjectNode json =
                    envelope(event, "witness").put("change", changed.change().word());
            json.set("witness", WitnessJson.write(changed.witness()));
            return json;
        }
        if (event instanceof PeerEvent.StatusChanged changed) {
            return status(envelope(event, "status"), changed.peerId(), changed.status());
        }
        if (event instanceof PeerEvent.LinkChanged changed) {
            return view(envelope(event, "peer"), changed.view());
        }
        PeerEvent.Logged logged = (PeerEvent.Logged) event;
        return envelope(event, "log").put("level", logged.level().word()).put("text", logged.text());
    }

    /** The JSON of the present: the status with all peers. */
    public static ObjectNode status(long at, String peerId, ConnectionStatus status, List<PeerView> peers) {
        ObjectNode json = envelope(at, "status");
        ArrayNode views = status(json, peerId, status).putArray("peers");
        peers.forEach(view -> view(views.addObject(), view));
        return json;
    }

    /** The JSON of what a peer has done since it started. */
    public static ObjectNode statistics(long at, PeerStatistics statistics) {
        ObjectNode json = envelope(at, "statistics");
        PeerStatistics.Witnesses witnesses = statistics.witnesses();
        json.putObject("witnesses")
                .put("own", witnesses.own())
                .put("remote", witnesses.remote())
                .put("duplicates", witnesses.duplicates());
        PeerStatistics.Messages messages = statistics.messages();
        json.putObject("messages")
                .put("in", messages.in())
                .put("out", messages.out())
                .put("bytesIn", messages.bytesIn())
                .put("bytesOut", messages.bytesOut());
        json.put("attempts", statistics.attempts()).put("opened", statistics.opened());
        ArrayNode samples = json.putArray("connectMillis");
        statistics.connectMillis().forEach(samples::add);
        ObjectNode failures = json.putObject("failures");
        new TreeMap<>(statistics.failures()).forEach(failures::put);
        return json;
    }

    private static ObjectNode envelope(PeerEvent event, String kind) {
        return envelope(event.at(), kind);
    }

    /** What each record begins with. */
    private static ObjectNode envelope(long at, String kind) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("v", VERSION)
                .put("at", at)
                .put("event", kind);
    }

    private static ObjectNode status(ObjectNode json, String peerId, ConnectionStatus status) {
        json.put("peerId", peerId)
                .put("mode", status.mode().word())
                .put("peerCount", status.peerCount())
                .put("webrtcConnections", status.webrtcConnections())
                .put("relayConnected", status.relayConnected());
        return status.fallback() == ConnectionStatus.Fallback.OFF
                ? json
                : json.put("fallback", status.fallback().word());
    }

    private static ObjectNode view(ObjectNode json, PeerView view) {
        json.put("peer", view.peer())
                .put("state", view.state().word())
                .put("reason", view.reason())
                .put("since", view.since());
        LinkDetail link = view.link();
        if (link != null) {
            detail(json.putObject("link"), link);
        }
        return json;
    }

    private static void detail(ObjectNode json, LinkDetail link) {
        Double roundTrip = link.roundTripMillis();
        if (roundTrip != null) {
            json.put("rttMs", roundTrip);
        }
        Route route = link.route();
        if (route != null) {
            json.put("local", route.local().word()).put("remote", route.remote().word());
        }
        json.put("bytesIn", link.traffic().in())
                .put("bytesOut", link.traffic().out())
                .put("bytesQueued", link.traffic().pending());
    }
}
