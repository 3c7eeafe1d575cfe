package dev.gunjava.relay;

import dev.gunjava.mesh.MeshOptions.AckPolicy;

/** Which puts a relay acks itself; acks of others find back to the author in any case, and what is refused is told. */
public enum Acks {
    /** Every valid put, once it is as safe as the relay makes it. */
    STORED,

    /** Valid puts that the relay passed on to nobody, who could have acked them. */
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
