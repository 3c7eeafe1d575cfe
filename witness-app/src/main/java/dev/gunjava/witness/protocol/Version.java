package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Witness;

/**
 * How far a peer has followed a witness.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param expiresAt ms since the epoch
 */
public record Version(String id, long witnessCount, long expiresAt) {

    /** The version of a witness as it is here. */
    public static Version of(Witness witness) {
        return new Version(witness.id(), witness.witnessCount(), witness.expiresAt());
    }
}
