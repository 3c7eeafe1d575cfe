package dev.gunjava.relay;

import java.time.Duration;

/**
 * What a relay is doing and has done.
 *
 * @param uptime for how long it has run
 * @param connections how many neighbours are connected
 * @param messages messages received, of any kind
 * @param merges keys whose value changed
 * @param refused puts refused and messages that broke a rule
 * @param unreadableFrames frames that were no JSON or over a limit
 */
public record RelayStatus(
        Duration uptime, int connections, long messages, long merges, long refused, long unreadableFrames) {

    String json() {
        return "{\"status\":\"up\",\"uptimeSeconds\":" + uptime.toSeconds() + ",\"connections\":" + connections
                + ",\"messages\":" + messages + ",\"merges\":" + merges + ",\"refused\":" + refused
                + ",\"unreadableFrames\":" + unreadableFrames + "}\n";
    }
}
