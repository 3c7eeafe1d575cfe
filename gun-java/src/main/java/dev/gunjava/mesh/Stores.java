package dev.gunjava.mesh;

import dev.gunjava.store.GraphStore;
import dev.gunjava.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the mesh speaks to a store that others may have written: whatever it does wrong is a failure that it reports. */
final class Stores {

    private Stores() {}

    /** Asks the store; what it throws, and an answer that is none, becomes a failed answer. */
    static <T> CompletionStage<T> ask(@Nullable GraphStore store, Function<GraphStore, CompletionStage<T>> question) {
        if (store == null) {
            return CompletableFuture.failedFuture(new StoreException("there is no store"));
        }
        try {
            CompletionStage<T> answer = question.apply(store);
            return answer == null
                    ? CompletableFuture.failedFuture(new StoreException("the store gave no answer"))
                    : answer;
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** What a store's failure means to a neighbor; paths and causes are for the log. */
    static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return "the store has failed: " + cause.getClass().getSimpleName();
    }
}
