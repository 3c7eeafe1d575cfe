package dev.gunjava.mesh;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.FrameReader;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Threads of the program and of sockets hand tasks to the loop of a mesh, or close it meanwhile. */
public class MeshLoopStress {

    private static final Frame HEARTBEAT =
            new FrameReader(Limits.general().frames(), new SplittableRandom(1)).read("[]");

    private static MeshLoop loop(TimeSource time) {
        return new MeshLoop(new Mesh(MeshOptions.general(), false, time, new SplittableRandom(1)), time, "stressed");
    }

    /** A loop that is never closed: its thread, started by a daemon, is one too, and does not keep the process alive. */
    private static MeshLoop sharedLoop() {
        CompletableFuture<MeshLoop> started = new CompletableFuture<>();
        Thread starter = new Thread(() -> started.complete(loop(new Stress.BackwardClock())));
        starter.setDaemon(true);
        starter.start();
        return started.join();
    }

    /** The tasks of one producer, in the order in which they ran. Safe for use by any thread. */
    private static final class Trace {
        private final StringBuilder ran = new StringBuilder();

        synchronized void add(int number) {
            ran.append(number);
        }

        @Override
        public synchronized String toString() {
            return ran.toString();
        }
    }

    /** A connection that the mesh does not know, so that it only says that it has taken a frame. */
    private record Socket(Runnable onTaken) implements Connection {
        @Override
        public boolean dialed() {
            return false;
        }

        @Override
        public String name() {
            return "stress";
        }

        @Override
        public Budget.Account account() {
            return Budget.unbounded();
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void answer(EncodedMessage message) {}

        @Override
        public void tell(EncodedMessage message, int receivers) {}

        @Override
        public void flush() {}

        @Override
        public void taken(long weight) {
            onTaken.run();
        }

        @Override
        public void closeRedundant(String reason) {}

        @Override
        public boolean closedInOrder() {
            return true;
        }

        @Override
        public void reachedAnotherWay(boolean is) {}

        @Override
        public void close(int code, String reason) {}
    }

    /**
     * Tasks handed to a loop that nothing but a hand-over wakes. Each producer waits for its own tasks before it hands over
     * more, so that no later hand-over makes good for one that woke nobody.
     */
    private abstract static class Producers {
        private static final int BURST = 2;

        /** Owned by whichever thread has the turn, so that it shows whether turns exclude each other. */
        private int tasks;

        private volatile boolean late;
        private volatile boolean disordered;

        /** Hands over a few calls, as threads of the program do. */
        void call(MeshLoop loop) {
            Trace ran = new Trace();
            for (int i = 0; i < BURST; i++) {
                int number = i;
                loop.call(mesh -> {
                    tasks++;
                    ran.add(number);
                });
            }
            late |= !Stress.await(() -> ran.toString().length() >= BURST);
            disordered |= !ran.toString().equals("01");
        }

        /** Hands over a few frames and takes a turn, as the thread of a socket does. */
        void receive(MeshLoop loop) {
            AtomicInteger taken = new AtomicInteger();
            Socket socket = new Socket(() -> {
                tasks++;
                taken.incrementAndGet();
            });
            for (int i = 0; i < BURST; i++) {
                loop.received(socket, HEARTBEAT);
            }
            loop.turn();
            late |= !Stress.await(() -> taken.get() >= BURST);
        }

        /** @param handedOver the tasks of all producers together */
        String verdict(MeshLoop loop, int handedOver) {
            AtomicInteger ran = new AtomicInteger(-1);
            loop.call(mesh -> ran.set(tasks));
            late |= !Stress.await(() -> ran.get() >= 0);
            if (late) {
                return "a task was lost, or nobody woke the loop for it";
            }
            return disordered || ran.get() != handedOver
                    ? "tasks ran out of order, twice, or two at once"
                    : Stress.FINE;
        }
    }

    /** Two threads of the program. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Calls extends Producers {
        private static final MeshLoop LOOP = sharedLoop();

        @Actor
        public void one() {
            call(LOOP);
        }

        @Actor
        public void other() {
            call(LOOP);
        }

        @Arbiter
        public void afterwards(L_Result result) {
            result.r1 = verdict(LOOP, 2 * Producers.BURST);
        }
    }

    /** A thread of the program, for which the loop's own thread wakes, and one of a socket. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class CallsAndFrames extends Producers {
        private static final MeshLoop LOOP = sharedLoop();

        @Actor
        public void program() {
            call(LOOP);
        }

        @Actor
        public void socket() {
            receive(LOOP);
        }

        @Arbiter
        public void afterwards(L_Result result) {
            result.r1 = verdict(LOOP, 2 * Producers.BURST);
        }
    }

    /** Threads of two sockets, which take the turns while the loop's own thread sleeps. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Frames extends Producers {
        private static final MeshLoop LOOP = sharedLoop();

        @Actor
        public void one() {
            receive(LOOP);
        }

        @Actor
        public void other() {
            receive(LOOP);
        }

        @Arbiter
        public void afterwards(L_Result result) {
            result.r1 = verdict(LOOP, 2 * Producers.BURST);
        }
    }

    /** A loop is closed while the program calls it. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Closing {
        private final MeshLoop loop = loop(TimeSource.SYSTEM);
        private final Trace ran = new Trace();
        private int accepted;

        @Actor
        public void program() {
            try {
                for (int i = 0; i < 3; i++) {
                    int number = i;
                    loop.call(mesh -> ran.add(number));
                    accepted++;
                }
            } catch (IllegalStateException closed) {
                // The program is told; what it was told before must have run.
                return;
            }
        }

        @Actor
        public void owner() {
            loop.close();
        }

        @Arbiter
        public void afterwards(L_Result result) {
            loop.close();
            result.r1 = ran.toString().equals("012".substring(0, accepted))
                    ? Stress.FINE
                    : "accepted " + accepted + " calls, ran \"" + ran + '"';
        }
    }
}
