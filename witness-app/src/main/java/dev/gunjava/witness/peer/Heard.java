package dev.gunjava.witness.peer;

import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.rtc.SessionDescription;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The description of another peer, with what was written beside it.
 *
 * @param timestamp when it was written, ms by the other's clock
 * @param form how it was written
 * @param extensions what the other peer understands beyond the deployed protocol
 * @param re of an answer: the timestamp of the offer it belongs to, or null if it does not say
 */
record Heard(SessionDescription description, long timestamp, Form form, Set<String> extensions, @Nullable Long re) {}
