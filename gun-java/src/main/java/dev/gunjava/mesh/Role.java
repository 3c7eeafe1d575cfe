package dev.gunjava.mesh;

import static dev.gunjava.mesh.Capability.ACKED_BY_CHANCE;
import static dev.gunjava.mesh.Capability.ASKED_FIRST;
import static dev.gunjava.mesh.Capability.KEEPS_OUR_WRITES;
import static dev.gunjava.mesh.Capability.KEEPS_US_CURRENT;
import static dev.gunjava.mesh.Capability.NAMES_RECEIVERS;
import static dev.gunjava.mesh.Capability.RECEIVES_EVERYTHING;
import static dev.gunjava.mesh.Capability.TAKES_RESERVED_SOULS;

import java.util.Set;

/** What a neighbor is to us. No claim of its own changes it, only who dialed and what was proven. */
enum Role {
    /** A neighbor that dialed us: a page, a client, or a relay that nobody here knows as one. */
    CLIENT,

    /**
     * A neighbor that dialed us and appears to be a relay that we dial: that relay closed our connection to it as one too
     * many. This one stands in for it.
     */
    STAND_IN,

    /** A relay at an address that we dialed. */
    RELAY_DIALED,

    /** A relay that dialed us and proved that it knows our operator's peer secret. */
    RELAY_ACCEPTED;

    /** What every neighbor in this role has. */
    Set<Capability> capabilities() {
        return switch (this) {
            case CLIENT -> Set.of();
            case STAND_IN -> Set.of(KEEPS_US_CURRENT);
            case RELAY_DIALED ->
                Set.of(
                        RECEIVES_EVERYTHING,
                        KEEPS_US_CURRENT,
                        NAMES_RECEIVERS,
                        ASKED_FIRST,
                        ACKED_BY_CHANCE,
                        KEEPS_OUR_WRITES);
            case RELAY_ACCEPTED ->
                Set.of(RECEIVES_EVERYTHING, KEEPS_US_CURRENT, NAMES_RECEIVERS, ASKED_FIRST, TAKES_RESERVED_SOULS);
        };
    }
}
