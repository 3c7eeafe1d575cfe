package dev.gunjava.limits;

/**
 * What the gets of one client may cause. Immutable and thread-safe.
 *
 * @param subscriptions Nodes and keys that one connection is subscribed to. Further gets are answered, but changes are not
 *     sent.
 * @param questionsPerSecond Questions to other clients a second that the gets of one connection may cause, on average.
 *     Further gets are answered from memory and by the relays that were dialed.
 * @param questionsAtOnce Such questions at once. As above.
 * @param bornePerSecond Questions a second that one client is asked because of the gets of others. Another one is asked.
 * @param borneAtOnce Such questions at once. Another client is asked.
 * @param borneBytes Bytes that a client has not taken. It is not asked because of the gets of others.
 * @param slicesPerSecond Slices of the graph a second that the gets of one connection may search in vain. The connection
 *     waits.
 * @param slicesAtOnce Such slices at once. The connection waits.
 * @param askedBackPerSecond Questions a second that a client is sent in return for its own gets. The rest is sent later.
 * @param interests Nodes and keys that a client was asked for, and as many that it is to be asked for. The oldest are
 *     forgotten.
 * @param interestBytes Bytes that each of these two takes. The oldest are forgotten.
 */
public record GetLimits(
        int subscriptions,
        int questionsPerSecond,
        int questionsAtOnce,
        int bornePerSecond,
        int borneAtOnce,
        long borneBytes,
        int slicesPerSecond,
        int slicesAtOnce,
        int askedBackPerSecond,
        int interests,
        long interestBytes) {

    static final GetLimits GENERAL =
            new GetLimits(10_000, 50, 200, 200, 200, 16L << 10, 100_000, 200_000, 50, 10_000, 1_536L << 10);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if no get could be answered within one of them
     */
    public GetLimits {
        Limits.requirePositive("subscriptions", subscriptions);
        Limits.requireNotNegative("questions per second", questionsPerSecond);
        Limits.requireNotNegative("questions at once", questionsAtOnce);
        Limits.requireNotNegative("borne per second", bornePerSecond);
        Limits.requireNotNegative("borne at once", borneAtOnce);
        Limits.requirePositive("borne bytes", borneBytes);
        Limits.requirePositive("slices per second", slicesPerSecond);
        Limits.requirePositive("slices at once", slicesAtOnce);
        Limits.requirePositive("asked back per second", askedBackPerSecond);
        Limits.requirePositive("interests", interests);
        Limits.requirePositive("interest bytes", interestBytes);
    }

    /** These limits for another number of subscriptions. */
    public GetLimits withSubscriptions(int other) {
        return new GetLimits(
                other,
                questionsPerSecond,
                questionsAtOnce,
                bornePerSecond,
                borneAtOnce,
                borneBytes,
                slicesPerSecond,
                slicesAtOnce,
                askedBackPerSecond,
                interests,
                interestBytes);
    }

    /** These limits for another rate of questions to clients. */
    public GetLimits withQuestions(int perSecond, int atOnce) {
        return new GetLimits(
                subscriptions,
                perSecond,
                atOnce,
                bornePerSecond,
                borneAtOnce,
                borneBytes,
                slicesPerSecond,
                slicesAtOnce,
                askedBackPerSecond,
                interests,
                interestBytes);
    }
}
