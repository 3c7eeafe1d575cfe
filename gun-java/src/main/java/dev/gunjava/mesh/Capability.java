package dev.gunjava.mesh;

/**
 * What a neighbor may have from us, or is relied on for. Code that decides how to treat a neighbor asks for the
 * capability that it needs, not for the neighbor's {@link Role}.
 */
enum Capability {
    /** Is sent every change and every write of our own, unasked. */
    RECEIVES_EVERYTHING,

    /**
     * Is asked for whatever anybody here wants to know, and sends the changes of what it has been asked for, so that its
     * answers stay current.
     */
    KEEPS_US_CURRENT,

    /**
     * Is believed which neighbors it has told itself, so that these are not told again. From anybody else that would mute a
     * write of a third party's, passed on by a stranger before it comes from its author.
     */
    NAMES_RECEIVERS,

    /** Is asked before the clients, together with the others that are. */
    ASKED_FIRST,

    /** Its puts are acked at random in the proportion that they name, as a gun.js client does. */
    ACKED_BY_CHANCE,

    /** Acks our own writes, and is sent those that it may lack when it comes up. */
    KEEPS_OUR_WRITES,

    /** May be sent souls named like members of {@code String.prototype} unasked, on which a gun.js relay crashes. */
    TAKES_RESERVED_SOULS
}
