package dev.gunjava.witness.peer;

import dev.gunjava.witness.rtc.Route;
import dev.gunjava.witness.rtc.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * An open channel in figures, at most some seconds old.
 *
 * @param roundTripMillis how long it takes there and back, ms; null before it is known
 * @param route the pair of candidates that it uses; null before it is known
 * @param traffic what has gone over it
 */
public record LinkDetail(@Nullable Double roundTripMillis, @Nullable Route route, Traffic traffic) {}
