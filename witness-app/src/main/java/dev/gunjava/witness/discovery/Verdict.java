package dev.gunjava.witness.discovery;

/** What a presence says about whether its peer is there. */
public enum Verdict {
    /** It is not there, as far as we can know. */
    ABSENT,
    /** It may be there: its last sign of life is recent enough. */
    LIKELY,
    /** It gave a sign of life since its last heartbeat was due. */
    SURE,
    /** It gave a sign of life while we watched. */
    CHANGING;

    /** Whether the peer is to be treated as there. */
    public boolean isHere() {
        return this != ABSENT;
    }
}
