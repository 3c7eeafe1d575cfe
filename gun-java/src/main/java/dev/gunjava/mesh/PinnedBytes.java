package dev.gunjava.mesh;

import java.util.function.LongSupplier;

/** What a neighbor pins in the graph: costly to add up, so the sum is good for a second. Owned by the thread of the mesh. */
final class PinnedBytes {

    private static final long GOOD_MILLIS = 1_000;

    private long bytes;
    private long foundAt = Long.MIN_VALUE;

    long get(long now, LongSupplier find) {
        if (foundAt == Long.MIN_VALUE || now - foundAt >= GOOD_MILLIS) {
            bytes = find.getAsLong();
            foundAt = now;
        }
        return bytes;
    }
}
