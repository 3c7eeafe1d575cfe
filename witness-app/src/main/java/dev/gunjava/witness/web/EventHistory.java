package dev.gunjava.witness.web;

import dev.gunjava.witness.peer.PeerEvent;
import dev.gunjava.witness.peer.PeerEventJson;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last {@value #MAX_EVENTS} events of the peer, numbered, for pages that come later.
 *
 * <p>Thread-safe.
 */
final class EventHistory {
    static final int MAX_EVENTS = 200;

    private final Deque<ObjectNode> events = new ArrayDeque<>();
    private long last;

    /** A record and its number, which grows by one with each event. */
    record Numbered(long number, String json) {}

    synchronized Numbered add(PeerEvent event) {
        ObjectNode json = PeerEventJson.write(event);
        if (events.size() == MAX_EVENTS) {
            events.remove();
        }
        events.add(json);
        return new Numbered(++last, json.toString());
    }

    /** The events as one record, oldest first, with the number of the last of them. */
    synchronized Numbered toJson(long now) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("v", 1).put("at", now).put("event", "history");
        ArrayNode list = json.putArray("events");
        events.forEach(list::add);
        return new Numbered(last, json.toString());
    }
}
