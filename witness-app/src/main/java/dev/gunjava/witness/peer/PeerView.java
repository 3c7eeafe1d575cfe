package dev.gunjava.witness.peer;

import org.jspecify.annotations.Nullable;

/**
 * Another peer as this one sees it.
 *
 * @param peer its id
 * @param reason why it came to this state, for people; empty if there is nothing to say
 * @param since when it came to this state, ms since the epoch
 * @param link the open channel; null without one
 */
public record PeerView(String peer, LinkState state, String reason, long since, @Nullable LinkDetail link) {}
