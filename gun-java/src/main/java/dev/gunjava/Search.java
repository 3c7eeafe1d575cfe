package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Finder;
import dev.gunjava.mesh.Mesh;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A single read of a path, one part after the other. Owned by the thread of the mesh. */
final class Search {

    private static final Once ABSENT = new Once.Absent();

    private final Mesh mesh;
    private final Consumer<Once> result;

    Search(Mesh mesh, Consumer<Once> result) {
        this.mesh = mesh;
        this.result = result;
    }

    /** Reads what is at the end of a path. */
    void read(List<String> path) {
        read(path.get(0), path.get(0), path.subList(1, path.size()));
    }

    private void read(String soul, String name, List<String> keys) {
        if (keys.isEmpty()) {
            find(soul, null, node -> found(new Change(name, new GunValue.Link(soul), Optional.of(node))));
            return;
        }
        String key = keys.get(0);
        find(soul, key, cell -> {
            if (cell.value(0) instanceof GunValue.Link link) {
                read(link.soul(), key, keys.subList(1, keys.size()));
            } else if (keys.size() == 1) {
                found(new Change(key, cell.value(0), Optional.empty()));
            } else {
                result.accept(ABSENT);
            }
        });
    }

    private void found(Change change) {
        result.accept(new Once.Found(change));
    }

    private void find(String soul, @Nullable String key, Consumer<Node> found) {
        mesh.find(soul, key, new Finder() {
            @Override
            public void answered() {
                conclude(ABSENT);
            }

            @Override
            public void timedOut() {
                conclude(new Once.TimedOut());
            }

            @Override
            public boolean isPatient() {
                return true;
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
