package dev.gunjava.mesh;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call of a store that may not be well-behaved: whether it fails its stage, throws, returns nothing, or completes more
 * than once, the outcome arrives once, in a later turn.
 */
final class StoreCall {

    private StoreCall() {}

    /**
     * Makes a call. An {@link Error} that it throws is passed on, but for a stack overflow.
     *
     * @param turns runs the outcome on the thread of the mesh, later
     * @param success is told the result
     * @param failure is told why there is none
     */
    static <T extends @Nullable Object> void make(
            Supplier<CompletionStage<T>> call, Executor turns, Consumer<T> success, Consumer<Throwable> failure) {
        AtomicBoolean over = new AtomicBoolean();
        // The outcome runs by itself, not as part of a stage, which would swallow what it throws.
        BiConsumer<T, @Nullable Throwable> outcome = (result, error) -> {
            if (over.compareAndSet(false, true)) {
                turns.execute(() -> {
                    if (error == null) {
                        success.accept(result);
                    } else {
                        failure.accept(error);
                    }
                });
            }
        };
        try {
            call.get().whenComplete(outcome);
        } catch (RuntimeException | StackOverflowError e) {
            if (over.compareAndSet(false, true)) {
                turns.execute(() -> failure.accept(e));
            }
        }
    }

    /** What a store's failure means to a neighbor; paths and causes are for the log. */
    static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return "the store has failed: " + cause.getClass().getSimpleName();
    }
}
