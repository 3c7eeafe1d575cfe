package dev.gunjava.witness.peer;

import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.rtc.SessionDescription;
import org.jspecify.annotations.Nullable;

/** What is to be done about the connection with one peer; in the order in which they are given. */
sealed interface LinkEffect {

    /** Make a link that offers. */
    record MakeOffer() implements LinkEffect {}

    /** Make a link that answers. */
    record MakeAnswer(SessionDescription offer) implements LinkEffect {}

    /** Give the link the answer of the other side. */
    record Accept(SessionDescription answer) implements LinkEffect {}

    /**
     * Write our description to the other peer.
     *
     * @param re the timestamp of the offer that it answers, or null if it is an offer
     */
    record Write(Form form, @Nullable Long re) implements LinkEffect {}

    /** Drop the link, if there is one, and take back what was written. */
    record Drop() implements LinkEffect {}

    /** The channel is open: take back the letters and show what we have. */
    record Greet() implements LinkEffect {}

    /** Ask the other side for a sign of life over the open channel. */
    record Probe() implements LinkEffect {}

    /** Hear an offer again, which has waited for the end of the link. */
    record Reconsider(Heard offer) implements LinkEffect {}

    /** Forget the peer. */
    record Forget() implements LinkEffect {}
}
