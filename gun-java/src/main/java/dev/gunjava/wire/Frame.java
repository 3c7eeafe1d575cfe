package dev.gunjava.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one text frame holds.
 *
 * @param messages the messages in their order; empty for a heartbeat and for a frame that is not ours to read
 * @param skipped elements of a batch that are no messages and were passed over
 * @param error why the frame as a whole was refused, or null; then there are no messages
 * @param length the length of its text, in bytes of UTF-8 or in UTF-16 units
 */
public record Frame(List<Message> messages, int skipped, @Nullable String error, int length) {

    /** What one message takes in memory besides its texts, in bytes, about. */
    private static final int MESSAGE_BYTES = 250;

    /** About how many bytes the messages take in memory: nodes of short keys take twice what their text does. */
    public long weight() {
        return 2L * length + (long) MESSAGE_BYTES * messages.size();
    }

    static final Frame EMPTY = new Frame(List.of(), 0, null, 0);

    static Frame refused(String error) {
        return new Frame(List.of(), 0, error, 0);
    }
}
