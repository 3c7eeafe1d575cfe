package dev.gunjava.witness.rtc;

/**
 * Why a link is over.
 *
 * @param cause what kind of end it is
 * @param detail the same for people, in at most 200 characters of printable ASCII; others become question marks
 */
public record LinkEnd(Cause cause, String detail) {

    public LinkEnd {
        detail = NativeText.printable(detail);
    }

    /** The kinds of end. */
    public enum Cause {
        /** We closed it. */
        CLOSED_HERE,
        /** The other side closed its channel. */
        CLOSED_THERE,
        /** No way to the other side was found, or it was lost. */
        FAILED,
        /** A description was not acceptable to the native library. */
        REFUSED
    }
}
