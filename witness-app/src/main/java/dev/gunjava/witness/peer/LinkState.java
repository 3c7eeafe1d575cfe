package dev.gunjava.witness.peer;

import java.util.Locale;

/** Where the connection to another peer stands. */
public enum LinkState {
    /** It is there, and nothing has been tried. */
    DISCOVERED,
    /** We make an offer, or wait for its answer. */
    OFFERING,
    /** We make an answer to its offer. */
    ANSWERING,
    /** Both descriptions are known; a way is being looked for. */
    CONNECTING,
    /** The data channel is open. */
    OPEN,
    /** The channel was open and is no more, or the peer has left. */
    LOST,
    /** An attempt has failed; the next one waits. */
    BACKING_OFF;

    /** The word that pages and logs use for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a link exists, and so a slot is taken. */
    boolean isBusy() {
        return this == OFFERING || this == ANSWERING || this == CONNECTING || this == OPEN;
    }
}
