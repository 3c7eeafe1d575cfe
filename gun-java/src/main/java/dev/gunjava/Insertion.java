package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.mesh.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts something into a set, or takes it out. A new node is written first, under its own soul; then the link to it,
 * under a key that is that soul. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code src/set.js}.
 */
final class Insertion {

    private final Mesh mesh;
    private final List<String> set;
    private final Consumer<Ack> result;

    /** @param set the path of the set */
    Insertion(Mesh mesh, List<String> set, Consumer<Ack> result) {
        this.mesh = mesh;
        this.set = set;
        this.result = result;
    }

    /** Writes a new node, and links it. */
    void add(String soul, Data.Tree item) {
        Both both = new Both(result);
        Write node = Write.newborn(mesh, soul, item, both);
        Write link = new Write(mesh, with(soul), new Data.Primitive(new GunValue.Link(soul)), both);
        node.begin(link::begin);
    }

    /** Links a node that is somewhere already: at a root soul, or where a link leads to it. */
    void link(List<String> path) {
        Trail.walk(mesh, path, way -> {
            int last = way.size() - 1;
            if (last > 0 && Trail.linkAt(mesh, way.get(last - 1), path.get(last)) == null) {
                result.accept(
                        new Ack.Refused("Only a node can be linked, and there is none at " + String.join(".", path)));
            } else {
                write(way.get(last), new GunValue.Link(way.get(last)));
            }
        });
    }

    /** Takes out the node that a path leads to. */
    void unlink(List<String> path) {
        Trail.walk(mesh, path, way -> write(way.get(way.size() - 1), GunValue.Null.INSTANCE));
    }

    private void write(String key, GunValue value) {
        new Write(mesh, with(key), new Data.Primitive(value), result).begin();
    }

    private List<String> with(String key) {
        List<String> path = new ArrayList<>(set);
        path.add(key);
        return path;
    }

    /** Two writes as one: stored when both are, else whatever the first that is not has become. */
    private static final class Both implements Consumer<Ack> {
        private final Consumer<Ack> result;
        private @Nullable Ack first;
        private boolean ended;

        Both(Consumer<Ack> result) {
            this.result = result;
        }

        @Override
        public void accept(Ack ack) {
            if (!ended && (first != null || !(ack instanceof Ack.Stored))) {
                ended = true;
                result.accept(ack);
            }
            first = ack;
        }
    }
}
