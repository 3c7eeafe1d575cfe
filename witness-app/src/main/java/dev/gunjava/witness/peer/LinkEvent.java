package dev.gunjava.witness.peer;

import dev.gunjava.witness.rtc.LinkEnd;
import java.time.Duration;

/** What may happen to the connection with one peer. */
sealed interface LinkEvent {

    /** It has given a sign of life through a relay. */
    record Present() implements LinkEvent {}

    /** It has left, or has not been heard of for too long. */
    record Absent() implements LinkEvent {}

    /** It was chosen to be offered a connection; a slot is free. */
    record Chosen() implements LinkEvent {}

    /** Its offer came. */
    record OfferHeard(Heard offer, boolean slotFree) implements LinkEvent {}

    /** Its answer came. */
    record AnswerHeard(Heard answer) implements LinkEvent {}

    /** Our description is ready. */
    record Described() implements LinkEvent {}

    /** Our description was written, with this timestamp. */
    record Written(long timestamp) implements LinkEvent {}

    /** The data channel is open. */
    record Opened() implements LinkEvent {}

    /** The link is over. */
    record Ended(LinkEnd end) implements LinkEvent {}

    /** It does not answer pings. */
    record Silent() implements LinkEvent {}

    /** It has brought more messages than a link may, for too long. */
    record Flooded(Duration rest) implements LinkEvent {}

    /** Its link is to be made anew, and this is a quiet moment. */
    record Aged() implements LinkEvent {}

    /** Others wait for its slot. */
    record Displaced() implements LinkEvent {}

    /** Time has passed. */
    record Tick() implements LinkEvent {}
}
