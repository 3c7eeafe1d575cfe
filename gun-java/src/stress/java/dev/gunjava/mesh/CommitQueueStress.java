package dev.gunjava.mesh;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.Limits;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The mesh hands writes to a store, whose own thread completes them. */
public class CommitQueueStress {

    private static final List<Node> NODES = List.of(node("a"), node("b"), node("c"));

    private static Node node(String soul) {
        return Node.of(soul, "k", new GunValue.Text("v"), 1_600_000_000_000.0);
    }

    /** Keeps what it is to write until its thread completes it. */
    private static final class Disk implements GraphStore {
        private final Queue<CompletableFuture<@Nullable Void>> writes = new ConcurrentLinkedQueue<>();

        /** How many writes succeed before one fails; used by one thread at a time. */
        private int untilFailure;

        Disk(int untilFailure) {
            this.untilFailure = untilFailure;
        }

        @Override
        public CompletionStage<@Nullable Void> write(List<Node> nodes) {
            CompletableFuture<@Nullable Void> write = new CompletableFuture<>();
            writes.add(write);
            return write;
        }

        /** Completes the oldest write; returns whether there was one. */
        boolean completeNext() {
            CompletableFuture<@Nullable Void> write = writes.poll();
            if (write == null) {
                return false;
            }
            if (untilFailure-- == 0) {
                write.completeExceptionally(new StoreException("no space left"));
            } else {
                write.complete(null);
            }
            return true;
        }

        @Override
        public CompletionStage<Optional<Node>> node(String soul) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Optional<Node>> cell(String soul, String key) {
            return node(soul);
        }

        @Override
        public CompletionStage<List<Node>> scan(Lex souls, Lex keys, int cells, boolean reverse) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void close() {}
    }

    /** The queue, the turns of its mesh, and what the senders of puts are told. */
    private abstract static class Peer {
        private final Disk disk;
        private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
        private final List<String> told = new ArrayList<>();
        private final CommitQueue commits;

        /** @param untilFailure how many writes succeed before one fails */
        Peer(int untilFailure) {
            disk = new Disk(untilFailure);
            commits = new CommitQueue(disk, Limits.general().graph(), turns::add, () -> {});
        }

        /** Puts one node after the other, as three turns of a mesh would. */
        void putAll() {
            for (Node node : NODES) {
                CommitBarrier barrier = new CommitBarrier();
                commits.add(List.of(node), List.of(node), barrier);
                barrier.whenComplete(reason -> told.add(node.soul() + (reason == null ? " stored" : " failed")));
                commits.flush();
                turn();
            }
        }

        private void turn() {
            for (Runnable work = turns.poll(); work != null; work = turns.poll()) {
                work.run();
            }
        }

        /** Completes writes while the mesh hands over further ones; may come too early for some. */
        void completeSome() {
            for (int done = 0, looks = 0; done < NODES.size() && looks < 100; looks++) {
                done += disk.completeNext() ? 1 : 0;
            }
        }

        /** Completes the rest; what was told then, or what is wrong. */
        String outcome() {
            while (disk.completeNext()) {
                turn();
            }
            turn();
            boolean kept =
                    !commits.uncommitted().isEmpty() || NODES.stream().anyMatch(node -> commits.holds(node.soul()));
            return kept ? "a node is kept in memory for a write that is over" : String.join(", ", told);
        }
    }

    /** The store keeps up. */
    @JCStressTest
    @Outcome(id = "a stored, b stored, c stored", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "not told, told twice or out of order")
    @State
    public static class Committing extends Peer {
        public Committing() {
            super(Integer.MAX_VALUE);
        }

        @Actor
        public void mesh() {
            putAll();
        }

        @Actor
        public void disk() {
            completeSome();
        }

        @Arbiter
        public void afterwards(L_Result result) {
            result.r1 = outcome();
        }
    }

    /** The second write fails and, whatever becomes of those behind it, no put is called stored any more. */
    @JCStressTest
    @Outcome(id = "a stored, b failed, c failed", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "not told, told twice or out of order, or told the wrong thing")
    @State
    public static class Failing extends Peer {
        public Failing() {
            super(1);
        }

        @Actor
        public void mesh() {
            putAll();
        }

        @Actor
        public void disk() {
            completeSome();
        }

        @Arbiter
        public void afterwards(L_Result result) {
            result.r1 = outcome();
        }
    }
}
