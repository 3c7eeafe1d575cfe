package dev.gunjava.mesh;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a mesh. It takes what sockets and program have handed over, as much as there is up to a bound, then
 * does what is due, then lets the connections send: so under load one turn serves many messages, and alone a message is
 * answered at once.
 *
 * <p>The inbox is bounded by those who fill it: a transport hands over a bounded number of frames per connection and
 * waits for {@link Connection#taken()}; the program waits when too many of its calls are under way.
 *
 * <p>This class is safe for use by any thread.
 */
public final class MeshLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MeshLoop.class);

    private static final int TURN = 1_024;
    private static final int PROGRAM_CALLS = 10_000;
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private final Mesh mesh;
    private final TimeSource time;
    private final Thread thread;
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Semaphore programCalls = new Semaphore(PROGRAM_CALLS);
    private volatile boolean closed;
    private volatile long turnedAt;

    /**
     * Starts the thread.
     *
     * @param name the name of the thread
     */
    public MeshLoop(Mesh mesh, TimeSource time, String name) {
        this(turns -> mesh, time, name);
    }

    /**
     * Makes a mesh that needs to get back to its thread, and starts that thread.
     *
     * @param mesh makes the mesh, given what runs work on the thread; the mesh itself bounds what it lets come that way
     * @param name the name of the thread
     */
    public MeshLoop(Function<Executor, Mesh> mesh, TimeSource time, String name) {
        this.mesh = mesh.apply(inbox::add);
        this.time = time;
        this.turnedAt = time.elapsedMillis();
        this.thread = new Thread(this::run, name);
        thread.start();
    }

    /** What the mesh has seen so far. */
    public Counters counters() {
        return mesh.counters();
    }

    /** Hands over a connection that has come up. */
    public void connected(Connection connection) {
        inbox.add(() -> mesh.connected(connection));
    }

    /** Hands over a frame; {@link Connection#taken()} is called when it has been worked through. */
    public void received(Connection connection, Frame frame) {
        inbox.add(() -> mesh.received(connection, frame));
    }

    /** Hands over that a connection is gone. */
    public void disconnected(Connection connection) {
        inbox.add(() -> mesh.disconnected(connection));
    }

    /**
     * Hands over a call of the program; waits for a place if too many are under way, unless it comes from the thread of
     * the mesh itself.
     *
     * @throws IllegalStateException if the loop is closed, or the thread is interrupted while it waits
     */
    public void call(Consumer<Mesh> action) {
        if (closed) {
            throw new IllegalStateException("this peer is closed");
        }
        if (Thread.currentThread() == thread) {
            inbox.add(() -> action.accept(mesh));
            return;
        }
        try {
            programCalls.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the peer was busy", e);
        }
        inbox.add(() -> {
            programCalls.release();
            action.accept(mesh);
        });
    }

    /** For how many ms no turn has ended. An idle loop turns once a second; one that is stuck or closed no more. */
    public long sinceTurn() {
        return time.elapsedMillis() - turnedAt;
    }

    private void run() {
        List<Runnable> turn = new ArrayList<>(TURN);
        while (!closed || !inbox.isEmpty()) {
            Runnable first = await();
            if (first != null) {
                turn.add(first);
                inbox.drainTo(turn, TURN - 1);
                turn.forEach(this::attempt);
                turn.clear();
            }
            attempt(mesh::advance);
            attempt(mesh::flush);
            turnedAt = time.elapsedMillis();
        }
        attempt(mesh::close);
    }

    private @Nullable Runnable await() {
        long wait = Math.min(mesh.nextDue() - time.elapsedMillis(), LONGEST_WAIT_MILLIS);
        try {
            return wait <= 0 ? inbox.poll() : inbox.poll(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
            return null;
        }
    }

    /** One message that exposes a fault of ours must not end the service for all others. */
    private void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("the mesh failed on one task and goes on", e);
        }
    }

    /** Works through what was handed over so far, and ends the thread. Waits for that, unless it is that thread. */
    @Override
    public void close() {
        closed = true;
        inbox.add(() -> {});
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
