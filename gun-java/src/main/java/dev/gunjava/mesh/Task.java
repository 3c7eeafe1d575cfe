package dev.gunjava.mesh;

/** Something that is done in the order of a {@link WorkQueue}, in steps. Owned by the thread of the mesh. */
interface Task {

    /** How a step has ended. */
    enum Progress {
        /** The task is done; the next one follows. */
        DONE,
        /** There is more to do at once. */
        CONTINUES,
        /** Something is missing; whoever provides it wakes the queue. */
        WAITS
    }

    /** Asks for what the task will need, so that it is there when its turn comes; it may ask for nothing. */
    default void prepare() {}

    /** Gives back what {@link #prepare} has asked for: the queue waits, and nothing may be pinned meanwhile. */
    default void unprepare() {}

    /** Does as much as should be done at once. */
    Progress step();

    /** The task has thrown, and is over. */
    void failed(Throwable fault);
}
