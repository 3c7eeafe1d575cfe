package dev.gunjava.witness.web;

import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.TurnAuthentication;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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
 * @param ice how it finds ways to other peers
 */
public record PageConfig(List<URI> relays, Duration ttl, IceConfiguration ice) {

    public PageConfig {
        relays = List.copyOf(relays);
    }

    /** In the words of browsers, with TURN passwords made for this moment. */
    ObjectNode toJson(Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode addresses = json.putArray("relays");
        relays.forEach(relay -> addresses.add(relay.toString()));
        ArrayNode servers = json.putArray("iceServers");
        for (IceServer server : ice.servers()) {
            ObjectNode entry = servers.addObject().put("urls", server.url().text());
            TurnAuthentication authentication = server.authentication();
            if (authentication != null) {
                TurnAuthentication.Password password = authentication.at(now);
                entry.put("username", password.username()).put("credential", password.password());
            }
        }
        json.put("iceTransportPolicy", ice.policy().word());
        json.put("ttlMs", ttl.toMillis());
        return json;
    }
}
