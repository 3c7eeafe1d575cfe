package dev.gunjava.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one text frame holds.
 *
 * @param messages the messages in their order; empty for a heartbeat and for a frame that is not ours to read
 * @param skipped elements of a batch that are no messages and were passed over
 * @param error why the frame as a whole was refused, or null; then there are no messages
 */
public record Frame(List<Message> messages, int skipped, @Nullable String error) {

    static final Frame EMPTY = new Frame(List.of(), 0, null);

    static Frame refused(String error) {
        return new Frame(List.of(), 0, error);
    }
}
