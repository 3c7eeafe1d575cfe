package dev.gunjava.mesh;

import dev.gunjava.graph.Node;

/** Told of what there is and of each change of it, on the thread of the mesh. */
@FunctionalInterface
public interface Watcher {

    /** Called with the keys that were found or have changed. */
    void changed(Node part);
}
