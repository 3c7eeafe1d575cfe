package dev.gunjava.witness.web;

import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.TurnAuthentication;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the peer in the page has to know before it can start.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param relayPort port of the relay, which stands on the machine that the page comes from
 * @param ttl how long its own witnesses live
 * @param ice how it finds ways to other peers
 */
public record PageConfig(int relayPort, Duration ttl, IceConfiguration ice) {

    /**
     * In the words of browsers, with TURN passwords made for this moment.
     *
     * @param host the name or address by which the browser has found this machine; it finds the relay by the same
     * @param mayWrite whether the page has shown that it may write; otherwise it is told of no server with a password
     */
    ObjectNode toJson(String host, boolean mayWrite, Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("relays").add("ws://" + host + ":" + relayPort + "/gun");
        ArrayNode servers = json.putArray("iceServers");
        for (IceServer server : ice.servers()) {
            TurnAuthentication authentication = server.authentication();
            if (authentication == null) {
                servers.addObject().put("urls", server.url().text());
            } else if (mayWrite) {
                TurnAuthentication.Password password = authentication.at(now);
                servers.addObject()
                        .put("urls", server.url().text())
                        .put("username", password.username())
                        .put("credential", password.password());
            }
        }
        json.put("iceTransportPolicy", ice.policy().word());
        json.put("ttlMs", ttl.toMillis());
        json.put("mayWrite", mayWrite);
        return json;
    }
}
