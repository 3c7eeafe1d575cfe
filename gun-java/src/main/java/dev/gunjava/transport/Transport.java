package dev.gunjava.transport;

import dev.gunjava.mesh.MeshLoop;
import java.io.IOException;

/** Brings connections to a mesh, by dialling or by accepting. Implementations are safe for use by any thread. */
public interface Transport extends AutoCloseable {

    /**
     * Starts to bring connections.
     *
     * @throws IOException if that is impossible for good, such as a port in use; a relay that cannot be reached now is
     *     no such reason
     */
    void start(MeshLoop loop) throws IOException;

    /** Closes all connections and leaves no thread or socket behind. */
    @Override
    void close();
}
