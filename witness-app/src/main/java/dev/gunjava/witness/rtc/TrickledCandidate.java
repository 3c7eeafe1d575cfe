package dev.gunjava.witness.rtc;

import org.jspecify.annotations.Nullable;

/**
 * A candidate that is sent after its description, with the media section that its writer says it belongs to.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param sdpMid the {@code mid} of the section, or null if the writer does not say
 * @param sdpMLineIndex the index of the section, 0 for the only one of a data connection
 */
public record TrickledCandidate(@Nullable String sdpMid, int sdpMLineIndex, IceCandidate candidate) {}
