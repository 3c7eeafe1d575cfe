package dev.gunjava.relay;

import dev.gunjava.mesh.MeshOptions.AckPolicy;

/** Which puts a relay acks itself. An ack of a gun.js peer means no more than that somebody has the data. */
public enum Acks {
    /** Every put, once it is as safe as the relay makes it. */
    STORED,
    /** Puts that went on to nobody else, who could have acked them. */
    ALONE,
    /** None. */
    NEVER;

    AckPolicy policy() {
        return switch (this) {
            case STORED -> AckPolicy.STORED;
            case ALONE -> AckPolicy.ALONE;
            case NEVER -> AckPolicy.NEVER;
        };
    }
}
