package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One part of a path that is observed, wherever in the graph it is at the time. Owned by the thread of the mesh. */
abstract class Spot {

    private final Mesh mesh;
    private final List<Runnable> watches = new ArrayList<>(1);
    private @Nullable String soul;
    private boolean closed;

    Spot(Mesh mesh) {
        this.mesh = mesh;
    }

    /** What the graph holds here now. */
    final void holds(GunValue value) {
        if (closed) {
            return;
        }
        if (!(value instanceof GunValue.Link link)) {
            unwatch();
            primitive(value);
        } else if (!link.soul().equals(soul)) {
            unwatch();
            soul = link.soul();
            node(link.soul());
        }
    }

    /** What the program has judged to be here. */
    void sees(Change change) {
        holds(change.value());
    }

    /** There is no such place any more: a link or an item on the way to it has gone. */
    final void gone() {
        unwatch();
        vanish();
    }

    /** Lets go of what is here and behind it, without a word to the listener. */
    void leave() {
        unwatch();
    }

    /** Ends for good, without a word to the listener. */
    void close() {
        closed = true;
        unwatch();
    }

    /** A node is here now, another than before. */
    abstract void node(String linked);

    /** Something that is no node is here now. */
    abstract void primitive(GunValue value);

    /** Nothing is here any more. */
    abstract void vanish();

    /** Whether a listener was told that there is something here, or behind. */
    abstract boolean isTold();

    final boolean leadsTo(String linked) {
        return linked.equals(soul);
    }

    final boolean isClosed() {
        return closed;
    }

    /** Watches a node, or one key of it, as long as the link to it stays as it is. */
    final void watch(String watched, @Nullable String key, Consumer<Node> changed) {
        Watcher whileHere = new Watcher() {
            @Override
            public void changed(Node part) {
                if (leadsTo(watched)) {
                    changed.accept(part);
                }
            }
        };
        watches.add(() -> mesh.unwatch(watched, key, whileHere));
        mesh.watch(watched, key, whileHere);
    }

    private void unwatch() {
        soul = null;
        watches.forEach(Runnable::run);
        watches.clear();
    }
}
