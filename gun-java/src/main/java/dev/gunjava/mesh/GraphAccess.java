package dev.gunjava.mesh;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes that a task needs, and the queue that it waits in. Owned by the thread of the mesh. */
final class GraphAccess {
    private final NodePager pager;
    private final CommitQueue commits;
    private final WorkQueue queue;
    private final Set<String> souls;
    private NodePager.@Nullable Hold hold;

    GraphAccess(NodePager pager, CommitQueue commits, WorkQueue queue, Set<String> souls) {
        this.pager = pager;
        this.commits = commits;
        this.queue = queue;
        this.souls = souls;
    }

    /** Looks ahead, where there is room for what may have to wait. */
    void prepare() {
        if (hold == null && pager.admitsAhead()) {
            hold = pager.hold(souls, queue::wake);
        }
    }

    /** Whether the nodes are in memory, and a write may go to the disk; if not, the queue is woken when they are. */
    boolean isReady(boolean writes) {
        if (writes && !commits.hasRoom(queue)) {
            return false;
        }
        if (hold == null) {
            hold = pager.hold(souls, queue::wake);
        }
        return hold.isReady();
    }

    /** Why a node could not be read, or null. */
    @Nullable
    String failure() {
        return hold == null ? null : hold.failure();
    }

    void release() {
        if (hold != null) {
            pager.release(hold);
            hold = null;
        }
    }
}
