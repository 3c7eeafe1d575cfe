package dev.gunjava.mesh;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work of our own on some nodes, done in one step when they are in memory. Owned by the thread of the mesh. */
final class GraphTask implements Task {

    private static final Logger log = LoggerFactory.getLogger(GraphTask.class);

    private final GraphAccess access;
    private final boolean writes;
    private final Consumer<@Nullable String> action;

    /**
     * Work that is not done.
     *
     * @param writes whether it must also wait until the store has caught up with earlier writes
     * @param action is told why a node could not be read, or null if all went well
     */
    GraphTask(GraphAccess access, boolean writes, Consumer<@Nullable String> action) {
        this.access = access;
        this.writes = writes;
        this.action = action;
    }

    @Override
    public void prepare() {
        access.prepare();
    }

    @Override
    public void unprepare() {
        access.release();
    }

    @Override
    public Progress step() {
        if (!access.isReady(writes)) {
            return Progress.WAITS;
        }
        try {
            action.accept(access.failure());
        } finally {
            access.release();
        }
        return Progress.DONE;
    }

    @Override
    public void failed(Throwable fault) {
        log.error("a call of the program has failed in the mesh", fault);
    }
}
