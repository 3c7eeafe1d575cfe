package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import dev.gunjava.mesh.Mesh;
import dev.gunjava.mesh.Watcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One listener's view of a path: follows links, and follows them anew when they are pointed elsewhere. Owned by the
 * thread of the mesh.
 *
 * <p>Each part of the path opens a {@link Scope} for what lies behind it; when a link changes, the scope behind the old
 * one is closed and with it all that it watched.
 */
final class Observation {

    private final Mesh mesh;
    private final Delivery delivery;
    private final Scope whole = new Scope();

    Observation(Mesh mesh, Delivery delivery) {
        this.mesh = mesh;
        this.delivery = delivery;
    }

    /** What is watched for one part of a path, and for all behind it. */
    private static final class Scope {
        private final List<Runnable> closers = new ArrayList<>();
        private boolean closed;

        void onClose(Runnable closer) {
            closers.add(closer);
        }

        Scope open() {
            Scope inner = new Scope();
            onClose(inner::close);
            return inner;
        }

        void close() {
            closed = true;
            closers.forEach(Runnable::run);
            closers.clear();
        }
    }

    /** A place of the graph: a node by its soul, or a key of a node. */
    private record Place(String soul, @Nullable String key) {}

    /** Begins to deliver what is at the end of the path, and what comes there. */
    void begin(GunRef ref) {
        places(ref, whole, (place, scope) -> deliverFrom(ref, place, scope));
    }

    void end() {
        whole.close();
    }

    private void deliverFrom(GunRef ref, Place place, Scope scope) {
        if (place.key() == null) {
            deliverNode(place, ref.key(), place.soul(), scope);
            return;
        }
        String key = place.key();
        watchLink(
                place,
                scope,
                (soul, behind) -> deliverNode(place, key, soul, behind),
                value -> delivery.deliver(place, new Change(key, value, Optional.empty())));
    }

    private void deliverNode(Place place, String key, String soul, Scope scope) {
        watch(soul, null, scope, part -> {
            Node node = mesh.node(soul);
            delivery.deliver(place, new Change(key, new GunValue.Link(soul), Optional.of(node == null ? part : node)));
        });
    }

    /** Finds the places that a path means, now and later. */
    private void places(GunRef ref, Scope scope, BiConsumer<Place, Scope> each) {
        GunRef parent = ref.parent();
        if (parent == null) {
            each.accept(new Place(ref.key(), null), scope);
        } else if (ref.isMap()) {
            souls(parent, scope, (soul, behind) -> items(soul, behind, each));
        } else {
            souls(parent, scope, (soul, behind) -> each.accept(new Place(soul, ref.key()), behind));
        }
    }

    private void items(String soul, Scope scope, BiConsumer<Place, Scope> each) {
        Map<String, Scope> seen = new HashMap<>();
        watch(soul, null, scope, part -> {
            for (String key : part.keys()) {
                if (!seen.containsKey(key)) {
                    Scope item = scope.open();
                    seen.put(key, item);
                    each.accept(new Place(soul, key), item);
                }
            }
        });
    }

    /** Finds the souls of the nodes that a path leads to, now and later. */
    private void souls(GunRef ref, Scope scope, BiConsumer<String, Scope> each) {
        places(ref, scope, (place, within) -> {
            if (place.key() == null) {
                each.accept(place.soul(), within);
            } else {
                watchLink(place, within, each, value -> {});
            }
        });
    }

    private interface ValueListener {
        void primitive(GunValue value);
    }

    /** Follows the link at a place, whichever it is at the time; what is no link goes to the listener. */
    private void watchLink(Place place, Scope scope, BiConsumer<String, Scope> linked, ValueListener other) {
        Followed followed = new Followed(scope);
        String key = place.key() == null ? "" : place.key();
        watch(place.soul(), key, scope, part -> {
            GunValue value = part.value(0);
            if (value instanceof GunValue.Link link) {
                Scope behind = followed.follow(link.soul());
                if (behind != null) {
                    linked.accept(link.soul(), behind);
                }
            } else {
                followed.leave();
                other.primitive(value);
            }
        });
    }

    /** The link that is followed at a place, and what is watched behind it. */
    private static final class Followed {
        private final Scope outer;
        private @Nullable String soul;
        private @Nullable Scope behind;

        Followed(Scope outer) {
            this.outer = outer;
        }

        /** A scope for what lies behind the link, or null if it is followed already. */
        @Nullable
        Scope follow(String linked) {
            if (linked.equals(soul)) {
                return null;
            }
            leave();
            soul = linked;
            behind = outer.open();
            return behind;
        }

        void leave() {
            if (behind != null) {
                behind.close();
            }
            soul = null;
            behind = null;
        }
    }

    private void watch(String soul, @Nullable String key, Scope scope, Watcher watcher) {
        Watcher whileOpen = part -> {
            if (!scope.closed) {
                watcher.changed(part);
            }
        };
        scope.onClose(() -> mesh.unwatch(soul, key, whileOpen));
        mesh.watch(soul, key, whileOpen);
    }
}
