package dev.gunjava.mesh;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A store that tells the outcome of one call from two threads at once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "told once")
@Outcome(expect = FORBIDDEN, desc = "not told, or told twice")
@State
public class StoreCallStress {

    /** Leaves it to the test when, and how often, it tells its outcome. */
    private static final class TalkativeStage extends CompletableFuture<@Nullable Void> {
        private @Nullable BiConsumer<? super @Nullable Void, ? super Throwable> told;

        @Override
        public CompletableFuture<@Nullable Void> whenComplete(
                BiConsumer<? super @Nullable Void, ? super Throwable> action) {
            told = action;
            return this;
        }

        void tell() {
            Objects.requireNonNull(told).accept(null, null);
        }
    }

    private final TalkativeStage stage = new TalkativeStage();
    private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private int told;

    /** A call under way. */
    public StoreCallStress() {
        StoreCall.<@Nullable Void>make(() -> stage, turns::add, nothing -> told++, error -> told++);
    }

    @Actor
    public void once() {
        stage.tell();
    }

    @Actor
    public void again() {
        stage.tell();
    }

    @Arbiter
    public void afterwards(I_Result result) {
        turns.forEach(Runnable::run);
        result.r1 = told;
    }
}
