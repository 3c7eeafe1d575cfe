package dev.gunjava;

/** What became of a write. */
public sealed interface Ack {

    /** It is in this peer's graph, and if this peer has relays, each message that brings it to them was acknowledged by one. */
    record Stored() implements Ack {}

    /**
     * It broke a rule or a policy. Refused here, nothing of it was written.
     *
     * @param reason which rule, for people
     */
    record Refused(String reason) implements Ack {}

    /**
     * Nobody can say: no relay acknowledged it in time, or too many writes wait for that. In the first case it is in
     * this peer's graph and is sent again when a relay comes back.
     *
     * @param reason what happened, for people
     */
    record Failed(String reason) implements Ack {}
}
