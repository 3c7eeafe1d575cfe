package dev.gunjava.witness;

import java.time.Duration;

/**
 * The bounds of the traffic on one link. Immutable and thread-safe.
 *
 * @param received how many messages a link may bring; what exceeds it is dropped
 * @param sent how many witnesses are sent over a link; what exceeds it is sent later, as it is then
 * @param sentNew how many of these the link may not have seen yet; a little less than {@link FieldRules#newOfLink}, so that
 *     the other side refuses none
 * @param patience how long a link may exceed what it may bring before it is closed
 * @param pause after so long without an excess message the link is within its bounds again
 * @param rest how long no link is made with a peer whose link was closed for its excess
 * @param resting how many such peers are remembered
 */
public record LinkRules(
        Allowance received,
        Allowance sent,
        Allowance sentNew,
        Duration patience,
        Duration pause,
        Duration rest,
        int resting) {

    /** The rules of the deployment. Every receiver takes at least what is sent here: docs/protocol.md, section 3. */
    public static final LinkRules DEPLOYED = new LinkRules(
            new Allowance(5_000, 1_000),
            new Allowance(500, 100),
            new Allowance(180, 48),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            1_000);

    /** These rules with another bound for the new witnesses that are sent. */
    LinkRules withSentNew(Allowance allowance) {
        return new LinkRules(received, sent, allowance, patience, pause, rest, resting);
    }
}
