package dev.gunjava;

import dev.gunjava.graph.GunValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in the graph, named by a path of keys from the root. Making one reads and writes nothing.
 *
 * <p>None of the methods blocks, except that a program which calls faster than the mesh works is held up. Futures
 * complete, and listeners are called, on the executor of the {@link Gun}. This class is safe for use by any thread.
 */
public final class GunRef {

    private final Gun gun;
    private final @Nullable GunRef parent;
    private final String key;
    private final boolean map;

    GunRef(Gun gun, @Nullable GunRef parent, String key, boolean map) {
        this.gun = gun;
        this.parent = parent;
        this.key = key;
        this.map = map;
    }

    /**
     * The place under a key of the node at this place.
     *
     * @throws IllegalArgumentException if the key is empty
     */
    public GunRef get(String child) {
        if (child.isEmpty()) {
            throw new IllegalArgumentException("a key may not be empty");
        }
        return new GunRef(gun, this, child, false);
    }

    /** Every item of the node at this place, now and later; links are followed. Can be watched, not written. */
    public GunRef map() {
        return new GunRef(gun, this, "", true);
    }

    /**
     * Writes to this place.
     *
     * @param data a {@code Map} or record, which is merged into the node here; or for a place below the root a {@code
     *     String}, {@code Number}, {@code Boolean}, {@link GunValue}, another {@link GunRef} to link to, or null to
     *     delete
     * @return what became of it; never completes exceptionally
     */
    public CompletableFuture<Ack> put(@Nullable Object data) {
        List<String> path = path();
        Object written = data instanceof GunRef target ? new GunValue.Link(target.pathSoul()) : data;
        return gun.compute((mesh, result) -> new Write(mesh, path, written, result).begin());
    }

    /**
     * Reads what is here now. Ends within five seconds, or for a path of several parts five seconds a part.
     *
     * @return what there is; never completes exceptionally
     * @throws IllegalStateException if this path has a {@link #map()}, and so more than one place
     */
    public CompletableFuture<Once> once() {
        path();
        return gun.compute((mesh, result) -> new Search(mesh).read(this, result));
    }

    /**
     * Listens to this place: to what is there now, and to each change. A listener slower than the changes misses values
     * in between, never the last one.
     */
    public Subscription on(Consumer<Change> listener) {
        Delivery delivery = new Delivery(gun.executor(), listener);
        AtomicReference<@Nullable Observation> observation = new AtomicReference<>();
        gun.call(mesh -> {
            Observation begun = new Observation(mesh, delivery);
            observation.set(begun);
            begun.begin(this);
        });
        return () -> {
            delivery.close();
            gun.callIfOpen(mesh -> {
                Observation begun = observation.get();
                if (begun != null) {
                    begun.end();
                }
            });
        };
    }

    /** The last key of the path; empty for a {@link #map()}. */
    public String key() {
        return key;
    }

    @Nullable
    GunRef parent() {
        return parent;
    }

    boolean isMap() {
        return map;
    }

    /** The keys from the root. */
    private List<String> path() {
        Deque<String> keys = new ArrayDeque<>();
        for (GunRef ref = this; ref != null; ref = ref.parent) {
            if (ref.map) {
                throw new IllegalStateException("this path has a map(), and so more than one place");
            }
            keys.addFirst(ref.key);
        }
        return List.copyOf(keys);
    }

    private String pathSoul() {
        return String.join("/", path());
    }

    @Override
    public String toString() {
        return parent == null ? key : parent + "." + (map ? "*" : key);
    }
}
