package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Mesh;
import java.util.function.BiConsumer;

/**
 * The last part of a path, for a listener that wants to be told one time: of a node when those who were asked for it
 * have answered, so that it is whole. Owned by the thread of the mesh.
 */
final class OnceEnd extends End {

    private final Mesh mesh;
    private boolean awaiting;

    OnceEnd(Mesh mesh, String key, BiConsumer<End, Change> listener) {
        super(mesh, key, listener);
        this.mesh = mesh;
    }

    @Override
    void tellNode(String soul, Node part) {
        if (awaiting) {
            return;
        }
        awaiting = true;
        mesh.find(soul, null, new Afterwards(() -> {
            awaiting = false;
            if (leadsTo(soul)) {
                super.tellNode(soul, part);
            }
        }));
    }

    @Override
    void sees(Change change) {
        holds(change.value());
    }

    @Override
    void tell(Change change) {
        if (!isClosed() && change.value() != GunValue.Null.INSTANCE) {
            close();
            super.tell(change);
        }
    }
}
