package dev.gunjava.witness.peer;

import java.util.List;
import java.util.Map;

/**
 * What a peer has done since it started.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param witnesses those that entered the field
 * @param messages those on data channels
 * @param attempts attempts to connect, whoever offered
 * @param opened attempts that ended with an open channel
 * @param connectMillis how long the last of those took, ms, oldest first; at most {@value #MAX_SAMPLES}
 * @param failures attempts that came to nothing and channels that were lost, by reason, each reason a word of a fixed few
 */
public record PeerStatistics(
        Witnesses witnesses,
        Messages messages,
        long attempts,
        long opened,
        List<Long> connectMillis,
        Map<String, Long> failures) {

    /** How many durations are kept. */
    public static final int MAX_SAMPLES = 200;

    /**
     * Witnesses since the start.
     *
     * @param own made here
     * @param remote taken in from others
     * @param duplicates shown by others though nothing of them was new
     */
    public record Witnesses(long own, long remote, long duplicates) {}

    /** Messages on data channels since the start, and their bytes. */
    public record Messages(long in, long out, long bytesIn, long bytesOut) {}

    public PeerStatistics {
        connectMillis = List.copyOf(connectMillis);
        failures = Map.copyOf(failures);
    }
}
