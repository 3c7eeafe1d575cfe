package dev.gunjava.witness.protocol;

import dev.gunjava.witness.Witness;
import java.util.List;
import java.util.function.Predicate;

/** How the messages of one kind of peer are written on a channel. Implementations are thread-safe. */
public interface MessageCodec {

    /** Reads what a stranger sent; never throws, and never builds more than the bounds allow. */
    Decoding decode(String text);

    /** The text of a message that this kind of peer knows. */
    String encode(WitnessMessage message);

    /**
     * The messages that show witnesses as they are, and do not say that anybody has witnessed them again.
     *
     * @param isKnown tells of an id whether the other side has seen that witness before
     */
    List<WitnessMessage> states(List<Witness> witnesses, Predicate<String> isKnown, long timestamp);
}
