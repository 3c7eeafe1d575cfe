package dev.gunjava.witness.protocol;

/** What came of reading a message from a stranger. */
public sealed interface Decoding {

    /**
     * A message.
     *
     * @param dropped how many of its parts, witnesses or items, were left out because they are invalid or too many
     */
    record Decoded(WitnessMessage message, int dropped) implements Decoding {}

    /** No message. The reason is one of a fixed few, so it can serve as a kind to count and to log by. */
    record Rejected(String reason) implements Decoding {}
}
