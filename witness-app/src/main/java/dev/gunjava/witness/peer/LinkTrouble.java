package dev.gunjava.witness.peer;

import dev.gunjava.witness.rtc.LinkEnd;
import java.util.Locale;

/** Why an attempt failed or an open channel was given up. */
enum LinkTrouble {
    /** The native library made no offer in time. */
    NO_OFFER,
    /** Nobody answered our offer. */
    NO_ANSWER,
    /** Nobody had answered our offer yet, and others waited for the slot. */
    DISPLACED,
    /** Both sides know of each other, but no channel opened in time. */
    NOT_CONNECTED,
    /** ICE found no way, or lost it. */
    NO_WAY,
    /** The native library did not take a description. */
    REFUSED,
    /** The other side closed the channel. */
    CLOSED_THERE,
    /** We closed it. */
    CLOSED_HERE,
    /** Pings were not answered. */
    SILENT,
    /** It brought too many messages for too long. */
    FLOODED,
    /** The link was made anew. */
    AGED;

    static LinkTrouble of(LinkEnd.Cause cause) {
        return switch (cause) {
            case CLOSED_HERE -> CLOSED_HERE;
            case CLOSED_THERE -> CLOSED_THERE;
            case FAILED -> NO_WAY;
            case REFUSED -> REFUSED;
        };
    }

    /** The word that metrics use for it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
