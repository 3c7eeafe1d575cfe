package dev.gunjava.mesh;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gunjava.graph.TimeSource;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.Frame;
import dev.gunjava.wire.FrameReader;
import dev.gunjava.wire.WireLimits;
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

    private static final Frame HEARTBEAT = new FrameReader(WireLimits.general(), new SplittableRandom(1)).read("[]");

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

    /** A thread of the program and one of a socket, which takes turns itself, at a loop that falls asleep in between. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class HandOver {
        private static final MeshLoop LOOP = sharedLoop();

        private final Trace calls = new Trace();
        private final AtomicInteger taken = new AtomicInteger();

        /** Owned by whichever thread has the turn, so that it shows whether turns exclude each other. */
        private int tasks;

        @Actor
        public void program() {
            for (int i = 0; i < 3; i++) {
                int number = i;
                LOOP.call(mesh -> {
                    tasks++;
                    calls.add(number);
                });
            }
        }

        @Actor
        public void socket() {
            Socket socket = new Socket(() -> {
                tasks++;
                taken.incrementAndGet();
            });
            LOOP.received(socket, HEARTBEAT);
            LOOP.turn();
            LOOP.received(socket, HEARTBEAT);
            LOOP.received(socket, HEARTBEAT);
            LOOP.turn();
        }

        @Arbiter
        public void afterwards(L_Result result) {
            boolean awake = Stress.await(() -> calls.toString().length() >= 3 && taken.get() >= 3);
            if (!awake) {
                result.r1 = "a task was lost, or nobody woke the loop for it";
            } else if (!calls.toString().equals("012") || taken.get() != 3) {
                result.r1 = "a task ran twice, or out of order";
            } else {
                result.r1 = tasks == 6 ? Stress.FINE : "two turns at once";
            }
        }
    }

    /** A call from a thread that has waited for the last one, so that the loop is about to sleep, or asleep. */
    @JCStressTest
    @Outcome(id = Stress.FINE, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class WakeUp {
        private static final MeshLoop LOOP = sharedLoop();

        private final AtomicInteger ran = new AtomicInteger();
        private volatile boolean late;

        @Actor
        public void one() {
            callAndWait();
        }

        @Actor
        public void other() {
            callAndWait();
        }

        private void callAndWait() {
            for (int i = 0; i < 2; i++) {
                AtomicInteger mine = new AtomicInteger();
                LOOP.call(mesh -> {
                    ran.incrementAndGet();
                    mine.incrementAndGet();
                });
                late |= !Stress.await(() -> mine.get() > 0);
            }
        }

        @Arbiter
        public void afterwards(L_Result result) {
            result.r1 = late || ran.get() != 4 ? "nobody woke the loop for a task" : Stress.FINE;
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
