package dev.gunjava.mesh;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the way of one put to the disk: it has arrived when each part of it has, those that were held back
 * for their time too. Owned by the thread of the mesh.
 */
final class CommitBarrier {

    private int expected;
    private @Nullable String failure;
    private @Nullable Consumer<@Nullable String> outcome;

    /** Expects one more part. */
    void expect() {
        expected++;
    }

    /** Whether parts are yet to arrive. */
    boolean isExpecting() {
        return expected > 0;
    }

    /** A part has arrived, or failed for a reason. */
    void arrived(@Nullable String reason) {
        expected--;
        failure = failure == null ? reason : failure;
        tellIfComplete();
    }

    /** Tells once, when all parts have arrived, why one of them failed, or null if none did. */
    void whenComplete(Consumer<@Nullable String> told) {
        outcome = told;
        tellIfComplete();
    }

    private void tellIfComplete() {
        if (expected == 0 && outcome != null) {
            outcome.accept(failure);
            outcome = null;
        }
    }
}
