package dev.gunjava.transport;

import java.net.URI;

/**
 * What has become of the connection to a relay that is dialed.
 *
 * @param relay the relay's address
 * @param state what is the case from now on
 * @param reason why, for people; empty if there is nothing to say
 */
public record ConnectionEvent(URI relay, State state, String reason) {

    /** Where a connection stands. */
    public enum State {
        /** An attempt is under way. */
        CONNECTING,
        /** Frames can be sent. */
        UP,
        /** The attempt failed or the connection was lost; another attempt follows by itself. */
        DOWN
    }
}
