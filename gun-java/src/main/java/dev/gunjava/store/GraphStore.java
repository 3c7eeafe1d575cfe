package dev.gunjava.store;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where a graph is kept beyond the memory of a process. For those who bring a store of their own.
 *
 * <p>No method blocks, but for {@link #close}; what it returns completes on a thread of the store, exceptionally with a
 * {@link StoreException} if the store has failed. A store does not decide between values: HAM has done so before, and
 * what is written later replaces what was written before. Souls and keys are ordered by UTF-16 unit.
 *
 * <p>A store need not bound what waits in it: the mesh, which is its caller, stops to read from its neighbors while
 * more than a bound waits, and has no more than a few reads under way.
 *
 * <p>Implementations are safe for use by any thread.
 */
public interface GraphStore extends AutoCloseable {

    /**
     * Writes the keys of some nodes, all or none. Completes when they survive the end of the process and of the machine.
     * Writes complete in the order in which they were handed over; those that wait at the same time should share one
     * synchronization with the disk. Once one has failed, every later one fails.
     */
    CompletionStage<Void> write(List<Node> nodes);

    /** Reads a whole node, its keys sorted, or nothing if none is stored. Sees all writes that have completed. */
    CompletionStage<Optional<Node>> node(String soul);

    /** Reads one key of a node, or nothing if it is not stored. Sees all writes that have completed. */
    CompletionStage<Optional<Node>> cell(String soul, String key);

    /**
     * Reads the chosen keys of the chosen nodes in order of soul, then key. Sees all writes that have completed.
     * What is read fits into memory: a store stops at a bound of keys it looks at and of bytes it gives back.
     *
     * @param cells how many keys to read at most, of all nodes together
     * @param reverse whether to begin at the end; the nodes then come last first, and so do their keys
     */
    CompletionStage<List<Node>> scan(Lex souls, Lex keys, int cells, boolean reverse);

    /** Completes what was handed over, then frees all it holds. What is asked of it later fails. */
    @Override
    void close();
}
