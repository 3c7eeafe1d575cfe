package dev.gunjava.relay;

import dev.gunjava.transport.netty.HttpPage;
import java.time.Duration;

/**
 * What a relay is doing and has done since it was opened.
 *
 * @param uptime for how long it has run
 * @param responsive whether it works through what it receives; false if it has done nothing at all for seconds
 * @param failed whether an error has ended its work, so that it must be started anew
 * @param connections how many neighbors that dialed us are connected
 * @param throttled how many of them wait now because they were over their rate
 * @param throttlings how often one of them was made to wait for that
 * @param pendingBytes bytes that neighbors have not taken yet
 * @param heldBytes bytes held for connections: frames, messages, subscriptions, deferred writes
 * @param crowdedOut connections closed because there was no memory for what waited on them
 * @param messages messages received, of any kind
 * @param duplicates messages dropped because their sender had sent them before
 * @param merges keys whose value changed
 * @param refused puts refused and messages that broke a rule
 * @param notFound gets answered with not found
 * @param unreadableFrames frames that were no JSON or over a limit
 * @param graphNodes nodes in memory
 * @param graphBytes their estimated bytes
 * @param evictions nodes put out of memory for want of room
 * @param deferred writes held back until their state has come
 * @param refusedPeers proofs of the peer secret that were wrong
 */
public record RelayStatus(
        Duration uptime,
        boolean responsive,
        boolean failed,
        int connections,
        int throttled,
        long throttlings,
        long pendingBytes,
        long heldBytes,
        long crowdedOut,
        long messages,
        long duplicates,
        long merges,
        long refused,
        long notFound,
        long unreadableFrames,
        long graphNodes,
        long graphBytes,
        long evictions,
        long deferred,
        long refusedPeers) {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    HttpPage health() {
        String json = "{\"status\":\"" + (failed ? "failed" : responsive ? "up" : "stuck") + "\",\"uptimeSeconds\":"
                + uptime.toSeconds()
                + ",\"connections\":" + connections + ",\"messages\":" + messages + ",\"merges\":" + merges
                + ",\"refused\":" + refused + ",\"unreadableFrames\":" + unreadableFrames + "}\n";
        return new HttpPage(responsive ? OK : UNAVAILABLE, "application/json", json);
    }
}
