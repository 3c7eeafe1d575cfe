package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Mesh;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The last part of a path: tells what is there. Owned by the thread of the mesh. */
class End extends Spot {

    private final Mesh mesh;
    private final String key;
    private final BiConsumer<End, Change> listener;
    private boolean told;

    End(Mesh mesh, String key, BiConsumer<End, Change> listener) {
        super(mesh);
        this.mesh = mesh;
        this.key = key;
        this.listener = listener;
    }

    @Override
    final void node(String soul) {
        boolean known = mesh.node(soul) != null;
        watch(soul, null, part -> tellNode(soul, part));
        if (!known && told) {
            mesh.find(soul, null, new Afterwards(() -> {
                if (leadsTo(soul) && mesh.node(soul) == null) {
                    tell(new Change(key, new GunValue.Link(soul), Optional.empty()));
                }
            }));
        }
    }

    /** Something of the node that is here was found, or has changed. */
    void tellNode(String soul, Node part) {
        Node node = mesh.node(soul);
        tell(new Change(key, new GunValue.Link(soul), Optional.of(node == null ? part : node)));
    }

    @Override
    final void primitive(GunValue value) {
        tell(new Change(key, value, Optional.empty()));
    }

    @Override
    final void vanish() {
        if (told) {
            tell(new Change(key, GunValue.Null.INSTANCE, Optional.empty()));
        }
    }

    /** Tells exactly what was judged; what has come since is judged anew. */
    @Override
    void sees(Change change) {
        tell(change);
    }

    @Override
    final boolean isTold() {
        return told;
    }

    void tell(Change change) {
        told = change.value() != GunValue.Null.INSTANCE;
        listener.accept(this, change);
    }
}
