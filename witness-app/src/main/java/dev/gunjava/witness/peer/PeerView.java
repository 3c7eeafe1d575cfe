package dev.gunjava.witness.peer;

/**
 * Another peer as this one sees it.
 *
 * @param peer its id
 * @param reason why it came to this state, for people; empty if there is nothing to say
 */
public record PeerView(String peer, LinkState state, String reason) {}
