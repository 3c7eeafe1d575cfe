package dev.gunjava.witness.peer;

import java.util.Locale;

/**
 * How a peer is connected, at this moment.
 *
 * @param mode the best way that is open
 * @param peerCount peers that are known to be there, connected or not
 * @param webrtcConnections data channels that are open; those being made do not count
 * @param relayConnected whether a relay can be reached
 * @param fallback whether witnesses may go through a relay, where others can read them
 */
public record ConnectionStatus(
        Mode mode, int peerCount, int webrtcConnections, boolean relayConnected, Fallback fallback) {

    /** The ways, best first. */
    public enum Mode {
        /** A data channel is open. */
        P2P,
        /** Only a relay is there: peers can be found, witnesses cannot travel. */
        RELAY,
        /** Nobody is there. */
        OFFLINE;

        /** The word that pages use for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the emergency fallback stands. */
    public enum Fallback {
        /** It was not asked for: no witness ever goes through a relay. */
        OFF,
        /** It was asked for, and rests while a channel is open, or could soon be. */
        READY,
        /** It takes part in the emergency namespace now. */
        ACTIVE;

        /** The word in the JSON of the status. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ConnectionStatus of(int peerCount, int webrtcConnections, boolean relayConnected, Fallback fallback) {
        Mode mode = webrtcConnections > 0 ? Mode.P2P : relayConnected ? Mode.RELAY : Mode.OFFLINE;
        return new ConnectionStatus(mode, peerCount, webrtcConnections, relayConnected, fallback);
    }
}
