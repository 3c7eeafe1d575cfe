package dev.gunjava.witness.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the peer in the page has to know before it can start.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param relays addresses that a browser can reach, ws or wss
 * @param ttl how long its own witnesses live
 */
public record PageConfig(List<URI> relays, Duration ttl) {

    public PageConfig {
        relays = List.copyOf(relays);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode addresses = json.putArray("relays");
        relays.forEach(relay -> addresses.add(relay.toString()));
        json.putArray("iceServers");
        json.put("ttlMs", ttl.toMillis());
        return json;
    }
}
