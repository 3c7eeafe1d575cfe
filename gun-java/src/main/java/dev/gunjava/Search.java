package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Finder;
import dev.gunjava.mesh.Mesh;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A single read of a path, one part after the other. Owned by the thread of the mesh. */
final class Search {

    private static final Once ABSENT = new Once.Absent();

    private final Mesh mesh;

    Search(Mesh mesh) {
        this.mesh = mesh;
    }

    /** Reads what is at the end of a path. */
    void read(GunRef ref, Consumer<Once> result) {
        GunRef parent = ref.parent();
        if (parent == null) {
            readNode(ref.key(), ref.key(), result);
        } else {
            soul(parent, result, soul -> readKey(soul, ref.key(), result));
        }
    }

    /** Finds the soul of the node that a path leads to; if it leads to none, that is the result. */
    private void soul(GunRef ref, Consumer<Once> result, Consumer<String> found) {
        GunRef parent = ref.parent();
        if (parent == null) {
            found.accept(ref.key());
            return;
        }
        soul(
                parent,
                result,
                soul -> find(soul, ref.key(), result, node -> {
                    if (node.value(0) instanceof GunValue.Link link) {
                        found.accept(link.soul());
                    } else {
                        result.accept(ABSENT);
                    }
                }));
    }

    private void readKey(String soul, String key, Consumer<Once> result) {
        find(soul, key, result, node -> {
            if (node.value(0) instanceof GunValue.Link link) {
                readNode(link.soul(), key, result);
            } else {
                result.accept(new Once.Found(new Change(key, node.value(0), Optional.empty())));
            }
        });
    }

    private void readNode(String soul, String key, Consumer<Once> result) {
        find(
                soul,
                null,
                result,
                node -> result.accept(new Once.Found(new Change(key, new GunValue.Link(soul), Optional.of(node)))));
    }

    private void find(String soul, @Nullable String key, Consumer<Once> result, Consumer<Node> found) {
        mesh.find(soul, key, new Finder() {
            @Override
            public void answered() {
                conclude(ABSENT);
            }

            @Override
            public void timedOut() {
                conclude(new Once.TimedOut());
            }

            private void conclude(Once otherwise) {
                Node node = key == null ? mesh.node(soul) : mesh.cell(soul, key);
                if (node == null) {
                    result.accept(otherwise);
                } else {
                    found.accept(node);
                }
            }
        });
    }
}
