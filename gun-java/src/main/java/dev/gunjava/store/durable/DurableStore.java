package dev.gunjava.store.durable;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.store.GraphStore;
import dev.gunjava.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A graph on disk, in a directory that it has for itself. One thread writes: all that waits for it goes to disk in one
 * transaction with one synchronization (group commit). Another thread reads, so that reads do not wait for the disk to
 * settle.
 *
 * <p>After a failed write nobody knows what the disk holds; so every later write fails too, until the store is opened
 * anew.
 *
 * <p>This class is safe for use by any thread.
 */
public final class DurableStore implements GraphStore {

    private static final Logger log = LoggerFactory.getLogger(DurableStore.class);

    private static final String FILE = "graph.sqlite";

    /** The bound of writes that share one transaction, so that the first of them does not wait for ever. */
    private static final int GROUP = 4_096;

    private final DirectoryLock lock;
    private final DatabaseFile file;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(named("gun-store-write"));
    private final ExecutorService reader = Executors.newSingleThreadExecutor(named("gun-store-read"));

    /** What waits to be written, and whether the writing thread is at it; guarded by this queue itself. */
    private final Deque<Write> waiting = new ArrayDeque<>();

    private boolean writing;

    /** Owned by the writing thread. */
    private @Nullable StoreException failure;

    private DurableStore(DirectoryLock lock, DatabaseFile file) {
        this.lock = lock;
        this.file = file;
    }

    private record Write(List<Node> nodes, CompletableFuture<Void> done) {}

    private static ThreadFactory named(String name) {
        return work -> new Thread(work, name);
    }

    /**
     * Opens the graph in a directory, which is made if there is none. Takes as long as it takes to check what is there.
     *
     * @throws StoreException if the directory cannot be used, another store has it, or the graph in it is damaged; the
     *     message says what to do
     */
    public static DurableStore open(Path directory) throws StoreException {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            return new DurableStore(lock, DatabaseFile.open(directory.resolve(FILE)));
        } catch (StoreException | RuntimeException | LinkageError e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public CompletionStage<Void> write(List<Node> nodes) {
        Write write = new Write(nodes, new CompletableFuture<>());
        synchronized (waiting) {
            if (writer.isShutdown()) {
                return CompletableFuture.failedFuture(new StoreException("the store is closed"));
            }
            waiting.add(write);
            if (!writing) {
                writing = true;
                writer.execute(this::writeAll);
            }
        }
        return write.done();
    }

    private void writeAll() {
        for (List<Write> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
            commit(group);
            for (Write write : group) {
                if (failure == null) {
                    write.done().complete(null);
                } else {
                    write.done().completeExceptionally(failure);
                }
            }
        }
    }

    private List<Write> nextGroup() {
        synchronized (waiting) {
            List<Write> group = new ArrayList<>();
            while (group.size() < GROUP && !waiting.isEmpty()) {
                group.add(waiting.remove());
            }
            writing = !group.isEmpty();
            return group;
        }
    }

    private void commit(List<Write> group) {
        if (failure != null) {
            return;
        }
        try {
            List<Node> nodes = new ArrayList<>();
            group.forEach(write -> nodes.addAll(write.nodes()));
            file.write(nodes);
        } catch (StoreException e) {
            failure = e;
            log.error("the store has failed and takes no more writes until it is opened anew", e);
        } catch (RuntimeException e) {
            failure = new StoreException("the store has failed: " + e, e);
            log.error("the store has failed and takes no more writes until it is opened anew", e);
        }
    }

    @Override
    public CompletionStage<Optional<Node>> node(String soul) {
        return read(() -> file.node(soul));
    }

    @Override
    public CompletionStage<Optional<Node>> cell(String soul, String key) {
        return read(() -> file.cell(soul, key));
    }

    @Override
    public CompletionStage<List<Node>> scan(Lex souls, Lex keys, int cells, boolean reverse) {
        return read(() -> file.scan(souls, keys, cells, reverse));
    }

    /** A read, to be done on the thread for it. */
    private interface Read<T> {
        T run() throws StoreException;
    }

    private <T> CompletionStage<T> read(Read<T> read) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            reader.execute(() -> {
                try {
                    done.complete(read.run());
                } catch (StoreException | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new StoreException("the store is closed", e));
        }
        return done;
    }

    @Override
    public void close() {
        synchronized (waiting) {
            writer.shutdown();
        }
        reader.shutdown();
        boolean undisturbed = ended(writer);
        undisturbed &= ended(reader);
        file.close();
        lock.close();
        if (!undisturbed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the work of a thread to end, whoever interrupts; returns whether nobody did. */
    private static boolean ended(ExecutorService thread) {
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.DAYS)) {
                    return !interrupted;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
