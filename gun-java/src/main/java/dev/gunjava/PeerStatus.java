package dev.gunjava;

import dev.gunjava.transport.ConnectionEvent;
import java.net.URI;

/**
 * Where the connection to a relay stands.
 *
 * @param relay the relay's address
 * @param state what is the case
 * @param reason why, for people; empty if there is nothing to say
 */
public record PeerStatus(URI relay, ConnectionEvent.State state, String reason) {}
