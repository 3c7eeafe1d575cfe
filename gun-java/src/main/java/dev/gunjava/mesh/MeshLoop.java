package dev.gunjava.mesh;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.logging.LineRate;
import dev.gunjava.logging.LogText;
import dev.gunjava.wire.Frame;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a mesh, by one thread at a time. A turn takes what sockets and program have handed over, as much as there is up
 * to a bound, then does what is due, then lets the connections send: so under load one turn serves many messages, and
 * alone a message is answered at once.
 *
 * <p>The inbox is bounded by those who fill it: a transport hands over a bounded number of frames per connection and
 * waits for {@link Connection#taken}; the program waits when too many of its calls are under way.
 *
 * <p>A task that fails costs nothing but itself. After an {@link Error} other than a stack overflow, such as want of memory,
 * the mesh cannot be relied on: the loop ends, connections are closed, and calls fail.
 *
 * <p>This class is safe for use by any thread.
 */
public final class MeshLoop implements AutoCloseable {
    /*
     * To wake a thread costs more than to handle a message. So there is a thread of the mesh, for what is due and for the
     * calls of the program, but a socket's thread that has handed over what it read takes a turn itself unless somebody
     * is at it. Who is at it looks into the inbox again after leaving, so that nothing is left lying: either the second
     * look sees what was handed over, or the other thread found the mesh free.
     *
     * The thread of the mesh sleeps until something is due. Whoever ends a turn publishes when that is, and wakes it if
     * it would oversleep; it looks at the published time once more after it has said until when it means to sleep.
     */
    private static final Logger log = LoggerFactory.getLogger(MeshLoop.class);

    private static final int TURN = 1_024;

    /** The tasks between two looks at the clock. */
    private static final int TASKS_BETWEEN_LOOKS = 4;

    /** How many turns a socket's thread takes for others at most before it leaves the rest to the thread of the mesh. */
    private static final int TURNS_LENT = 16;

    /** How long it does that at most: its other sockets wait meanwhile. */
    private static final long LENT_NANOS = 2_000_000;

    private static final long LONGEST_SLEEP_MILLIS = 1_000;
    private static final long A_MOMENT_NANOS = 1_000_000;

    /** The time that work gets which was handed over before the loop was closed. */
    private static final long CLOSING_MILLIS = 10_000;

    /** The close code of RFC 6455 section 7.4.1 for a failure of this side. */
    private static final int INTERNAL_ERROR = 1011;

    private static final String FAILED = "internal error";

    private final Mesh mesh;
    private final TimeSource time;
    private final LineRate failures;
    private final Thread thread;
    private final Runnable advance;
    private final Runnable flush;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

    /** The thread that uses the mesh now, or null; each hands the mesh over to the next through this. */
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();

    private final int mostCalls;
    private final Semaphore programCalls;

    /** How long a turn takes from the inbox; the last of what it takes may go over it. */
    private final long turnNanos;

    private final Consumer<Throwable> onFailure;
    private volatile boolean closed;

    /** Whether the thread of the mesh takes its last look into the inbox, or has. */
    private volatile boolean ended;

    /** Why the mesh cannot be used any more, or null; set once, within a turn. */
    private volatile @Nullable Throwable failure;

    private volatile long turnedAt;
    private volatile long due;
    private volatile boolean unfinished;
    private volatile long sleepsUntil;

    /**
     * Starts the thread.
     *
     * @param name the name of the thread
     */
    public MeshLoop(Mesh mesh, TimeSource time, String name) {
        this(turns -> mesh, time, name);
    }

    /**
     * Makes a mesh that needs to get back into a turn, and starts the thread.
     *
     * @param mesh makes the mesh, given what runs work in a later turn; the mesh itself bounds what it lets come that way
     * @param name the name of the thread
     */
    public MeshLoop(Function<Executor, Mesh> mesh, TimeSource time, String name) {
        this(mesh, time, name, failure -> {});
    }

    /**
     * Makes a mesh whose failure is to be known, and starts the thread.
     *
     * @param mesh makes the mesh, as above
     * @param name the name of the thread
     * @param onFailure told once, on the thread of the mesh, if an error has ended the loop
     */
    public MeshLoop(Function<Executor, Mesh> mesh, TimeSource time, String name, Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
        this.mesh = mesh.apply(this::handOver);
        this.mostCalls = this.mesh.limits().client().calls();
        this.programCalls = new Semaphore(mostCalls);
        this.turnNanos = this.mesh.limits().turns().turn().toNanos();
        this.time = time;
        this.failures = new LineRate(time);
        this.advance = this.mesh::advance;
        this.flush = this.mesh::flush;
        this.turnedAt = time.elapsedMillis();
        this.thread = new Thread(this::run, name);
        thread.start();
    }

    /** What the mesh has seen so far. */
    public Counters counters() {
        return mesh.counters();
    }

    /** The bytes that connections hold. */
    public Budget budget() {
        return mesh.budget();
    }

    /** Hands over a connection that has come up, and takes the turn if it is free. */
    public void connected(Connection connection) {
        inbox.add(() -> {
            if (failure == null) {
                mesh.connected(connection);
            }
        });
        turn();
        if (failure != null) {
            connection.close(INTERNAL_ERROR, FAILED);
        }
    }

    /**
     * Hands over a frame, for the next turn; {@link Connection#taken} is called when it has been worked through. The
     * thread that has handed over all it read calls {@link #turn()} then.
     */
    public void received(Connection connection, Frame frame) {
        inbox.add(() -> {
            if (failure == null) {
                mesh.received(connection, frame);
            }
        });
    }

    /** Hands over that a neighbor has taken enough for a further answer, and takes the turn if it is free. */
    public void roomFor(Connection connection) {
        inbox.add(() -> mesh.roomFor(connection));
        turn();
    }

    /** Hands over that a connection is gone, and takes the turn if it is free. */
    public void disconnected(Connection connection) {
        inbox.add(() -> mesh.disconnected(connection));
        turn();
    }

    /**
     * Hands over a call of the program; waits for a place if too many are under way, unless it comes from within a turn.
     *
     * @throws IllegalStateException if the loop is closed or has failed, or the thread is interrupted while it waits
     */
    public void call(Consumer<Mesh> action) {
        if (closed) {
            throw over();
        }
        if (user.get() == Thread.currentThread()) {
            inbox.add(() -> action.accept(mesh));
            return;
        }
        try {
            programCalls.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the peer was busy", e);
        }
        Runnable task = () -> {
            programCalls.release();
            action.accept(mesh);
        };
        handOver(task);
        // Either the last look into the inbox, which comes after the mark, finds the task, or this finds the mark.
        if (ended && inbox.remove(task)) {
            programCalls.release();
            throw over();
        }
    }

    private IllegalStateException over() {
        return failure == null
                ? new IllegalStateException("this peer is closed")
                : new IllegalStateException("this peer has failed", failure);
    }

    private void handOver(Runnable task) {
        inbox.add(task);
        LockSupport.unpark(thread);
    }

    /** Works through what was handed over on the calling thread, unless another thread is at it already. */
    public void turn() {
        long begun = 0;
        for (int turns = 0; !inbox.isEmpty() || unfinished; turns++) {
            if (turns == 1) {
                begun = time.elapsedNanos();
            }
            if (turns == TURNS_LENT || (turns > 1 && time.elapsedNanos() - begun >= LENT_NANOS)) {
                LockSupport.unpark(thread);
                return;
            }
            if (!takeTurn()) {
                return;
            }
        }
        if (due < sleepsUntil) {
            LockSupport.unpark(thread);
        }
    }

    /** For how many ms no turn has ended. An idle loop turns once a second; one that is stuck or closed no more. */
    public long sinceTurn() {
        return time.elapsedMillis() - turnedAt;
    }

    /** Why the mesh cannot be used any more, or null if it can. */
    public @Nullable Throwable failure() {
        return failure;
    }

    private void run() {
        while (!closed) {
            sleep();
            takeTurn();
        }
        long begun = time.elapsedMillis();
        while ((!inbox.isEmpty() || unfinished) && time.elapsedMillis() - begun < CLOSING_MILLIS) {
            sleep();
            takeTurn();
        }
        if (unfinished) {
            log.warn("the mesh is closed with work unfinished after {} ms", CLOSING_MILLIS);
        }
        while (!user.compareAndSet(null, thread)) {
            LockSupport.parkNanos(this, A_MOMENT_NANOS);
        }
        // Nobody gets the mesh after this.
        ended = true;
        do {
            work();
        } while (!inbox.isEmpty());
        attempt(mesh::close);
        Throwable cause = failure;
        if (cause != null) {
            attempt(() -> mesh.closeConnections(INTERNAL_ERROR, FAILED));
            attempt(() -> onFailure.accept(cause));
        }
    }

    private void sleep() {
        long until;
        do {
            until = Math.min(due, time.elapsedMillis() + LONGEST_SLEEP_MILLIS);
            sleepsUntil = until;
        } while (due < until);
        boolean free = user.get() == null;
        if (!closed && !(free && (!inbox.isEmpty() || unfinished))) {
            long nanos = TimeUnit.MILLISECONDS.toNanos(until - time.elapsedMillis());
            // What is due now will be done by who has the turn; there is no need to spin until it has.
            LockSupport.parkNanos(this, free ? Math.max(0, nanos) : Math.max(A_MOMENT_NANOS, nanos));
        }
        sleepsUntil = 0;
        if (Thread.interrupted()) {
            closed = true;
        }
    }

    /** Takes a turn if the mesh is free; returns whether it was. */
    private boolean takeTurn() {
        if (!user.compareAndSet(null, Thread.currentThread())) {
            return false;
        }
        try {
            work();
        } finally {
            user.set(null);
        }
        return true;
    }

    private void work() {
        long begun = 0;
        for (int tasks = 0; tasks < TURN; tasks++) {
            Runnable task = inbox.poll();
            if (task == null) {
                break;
            }
            attempt(task);
            if (tasks % TASKS_BETWEEN_LOOKS == TASKS_BETWEEN_LOOKS - 1) {
                long now = time.elapsedNanos();
                begun = tasks < TASKS_BETWEEN_LOOKS ? now : begun;
                if (now - begun >= turnNanos) {
                    break;
                }
            }
        }
        if (failure != null) {
            unfinished = false;
            return;
        }
        attempt(advance);
        attempt(flush);
        turnedAt = time.elapsedMillis();
        unfinished = mesh.hasWork();
        due = unfinished ? turnedAt : mesh.nextDue();
    }

    /** One message that exposes a fault of ours must not end the service for all others. */
    private void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | StackOverflowError e) {
            failures.write(more -> log.error(
                    "the mesh failed on one task and goes on; {} more failures since the last line",
                    more,
                    LogText.escaped(e)));
        } catch (Error e) {
            fail(e);
        }
    }

    private void fail(Error error) {
        if (failure != null) {
            return;
        }
        failure = error;
        closed = true;
        LockSupport.unpark(thread);
        // Whoever waits for a place shall find that there is no mesh to call any more, or have its call fail.
        programCalls.release(mostCalls);
        try {
            log.error("the mesh has failed; this peer takes nothing more", LogText.escaped(error));
        } catch (RuntimeException | Error again) {
            // Without memory even this may fail; the listener and the state tell the same.
            return;
        }
    }

    /**
     * Works through what was handed over so far, for at most 10 s, and ends the thread. Waits for that, unless it is within
     * a turn.
     */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (user.get() != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
