package dev.gunjava.witness.peer;

/**
 * Finds out that a peer is gone long before the network does: a channel to a killed process stays open for ever.
 *
 * <p>Counts unanswered pings rather than time, so that our own sleep condemns nobody. Owned by the thread of the peer.
 */
final class Heartbeat {
    /** How long a silence is not asked about; each question wakes four threads on both sides. */
    private static final long SILENCE_MILLIS = 5_000;
    /** How long an answer may take. */
    private static final long ANSWER_MILLIS = 2_000;

    private static final int MAX_UNANSWERED = 2;

    /** What is to be done now. */
    enum Beat {
        NOTHING,
        PING,
        GONE
    }

    private long due;
    private int unanswered;
    private long pinged;
    private long pingedAt;
    private long roundTrip = -1;

    /** @param now monotonic time, ms */
    Heartbeat(long now) {
        due = now + SILENCE_MILLIS;
    }

    /** Anything that comes in is a sign of life. */
    void heard(long now) {
        unanswered = 0;
        due = now + SILENCE_MILLIS;
    }

    Beat beat(long now) {
        if (now < due) {
            return Beat.NOTHING;
        }
        due = now + ANSWER_MILLIS;
        if (unanswered >= MAX_UNANSWERED) {
            return Beat.GONE;
        }
        unanswered++;
        return Beat.PING;
    }

    /** A ping goes out; the answer will repeat its {@code t}. */
    void pinged(long t, long now) {
        pinged = t;
        pingedAt = now;
    }

    /** A ping was answered. */
    void answered(long t, long now) {
        if (t == pinged) {
            roundTrip = now - pingedAt;
        }
    }

    /** How long the last ping and its answer took, ms; -1 before the first answer. */
    long roundTripMillis() {
        return roundTrip;
    }
}
