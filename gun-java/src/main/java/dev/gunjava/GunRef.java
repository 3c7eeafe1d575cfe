package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
    private final Step step;

    private GunRef(Gun gun, @Nullable GunRef parent, Step step) {
        this.gun = gun;
        this.parent = parent;
        this.step = step;
    }

    static GunRef root(Gun gun, String soul) {
        return new GunRef(gun, null, new Step.Key(soul));
    }

    // --- the path

    /**
     * The place under a key of the node at this place.
     *
     * @throws IllegalArgumentException if the key is empty
     */
    public GunRef get(String child) {
        if (child.isEmpty()) {
            throw new IllegalArgumentException("a key may not be empty");
        }
        return new GunRef(gun, this, new Step.Key(child));
    }

    /** Every item of the node at this place, now and later; links are followed. Can be listened to, not written. */
    public GunRef map() {
        return map(Lex.all());
    }

    /** Like {@link #map()}, but only the items whose keys are chosen. */
    public GunRef map(Lex keys) {
        return new GunRef(gun, this, new Step.Items(keys, null));
    }

    /**
     * Like {@link #map()}, but only the items that are wanted. Each change of an item is judged anew: one that is wanted
     * no longer is listened to no longer, until it is wanted again. Of the deletion of an item hears who has heard of
     * the item.
     *
     * @param wanted called on the executor of the listeners with the item as it is now; one that throws does not want it
     */
    public GunRef map(Predicate<Change> wanted) {
        return new GunRef(gun, this, new Step.Items(Lex.all(), wanted));
    }

    /**
     * The place that this one was made from.
     *
     * @throws IllegalStateException if this is a soul, behind which there is only the root: {@link #gun()}
     */
    public GunRef back() {
        return back(1);
    }

    /**
     * The place that many parts of the path back; 0 is this place.
     *
     * @throws IllegalStateException if the path is not that long
     */
    public GunRef back(int parts) {
        GunRef ref = this;
        for (int i = 0; i < parts; i++) {
            ref = ref.parent;
            if (ref == null) {
                throw new IllegalStateException("the path " + this + " has no " + parts + " parts to go back");
            }
        }
        return ref;
    }

    /** The root of all paths. */
    public Gun gun() {
        return gun;
    }

    /** The last key of the path; empty for a map. */
    public String key() {
        return step instanceof Step.Key last ? last.name() : "";
    }

    // --- writing

    /**
     * Writes to this place. The data is read before this returns, and may be changed by the program afterwards.
     *
     * <p>A {@code Map}, a record or a {@link dev.gunjava.graph.Node} is merged into the node here, and whatever is
     * nested in it becomes a node of its own: under the soul that is linked there already, else under that of the
     * parent, a slash and the key. A map with {@code "_"} → {@code {"#": soul}} goes to that soul. Data may contain
     * itself. Below the root also a {@code String}, {@code Number} (as a double), {@code Boolean} or {@link GunValue}
     * may be written, a {@link GunRef}, which becomes a link to the node that it leads to, or null, which deletes.
     *
     * @return what became of it; never completes exceptionally
     * @throws IllegalStateException if this path has a {@link #map()}, and so more than one place
     */
    public CompletableFuture<Ack> put(@Nullable Object data) {
        List<String> path = keys();
        Data read;
        try {
            read = Data.read(gun, toString(), data);
        } catch (InvalidData e) {
            return refused(e);
        }
        return gun.compute((mesh, result) -> new Write(mesh, path, read, result).begin());
    }

    /**
     * Adds an item to the set at this place: a map or record as a new node with a fresh soul, linked under that soul as
     * key; a {@link GunRef}, or what names its own soul, as a link to that node, which must exist unless it is a root soul; a primitive under a fresh key.
     *
     * @return the item
     * @throws IllegalStateException if this path has a {@link #map()}, and so more than one place
     */
    public Item set(@Nullable Object data) {
        List<String> path = keys();
        String key = gun.names().key();
        Data read;
        try {
            read = Data.read(gun, this + "." + key, data);
        } catch (InvalidData e) {
            return new Item(get(key), refused(e));
        }
        if (read instanceof Data.Reference reference) {
            return link(path, reference.target());
        } else if (read instanceof Data.Primitive primitive && primitive.value() instanceof GunValue.Link link) {
            return link(path, gun.get(link.soul()));
        } else if (read instanceof Data.Tree tree) {
            if (tree.ownSoul() != null) {
                return link(path, gun.get(tree.ownSoul()));
            }
            GunRef node = gun.get(gun.names().soul());
            return new Item(
                    node, gun.compute((mesh, result) -> new Insertion(mesh, path, result).add(node.key(), tree)));
        }
        GunRef item = get(key);
        return new Item(item, gun.compute((mesh, result) -> new Write(mesh, item.keys(), read, result).begin()));
    }

    private Item link(List<String> path, GunRef node) {
        List<String> target = node.keys();
        return new Item(node, gun.compute((mesh, result) -> new Insertion(mesh, path, result).link(target)));
    }

    /**
     * Takes an item out of the set at this place; the item's own node stays as it is.
     *
     * @param item the item as {@link #set} gave it, or any other path to its node, or the place of the item in this set
     * @return what became of it; never completes exceptionally
     * @throws IllegalStateException if one of the paths has a {@link #map()}, and so more than one place
     * @throws IllegalArgumentException if the item is of another peer
     */
    public CompletableFuture<Ack> unset(GunRef item) {
        List<String> path = keys();
        List<String> target = item.keys();
        if (item.gun != gun) {
            throw new IllegalArgumentException("the item is a reference of another peer");
        }
        if (item.parent != null && item.parent.keys().equals(path)) {
            return item.put(null);
        }
        return gun.compute((mesh, result) -> new Insertion(mesh, path, result).unlink(target));
    }

    private static CompletableFuture<Ack> refused(InvalidData reason) {
        return CompletableFuture.completedFuture(new Ack.Refused(String.valueOf(reason.getMessage())));
    }

    // --- reading

    /**
     * Reads what is here now. Ends within five seconds, or for a path of several parts five seconds a part.
     *
     * @return what there is; never completes exceptionally
     * @throws IllegalStateException if this path has a {@link #map()}, and so more than one place
     */
    public CompletableFuture<Once> once() {
        List<String> path = keys();
        return gun.compute((mesh, result) -> new Search(mesh, result).read(path));
    }

    /**
     * Listens to this place, or with a map to every item: to what is there now, and to each change. A listener slower
     * than the changes misses values in between, never the last one.
     *
     * <p>Links are followed, and followed anew when they are pointed elsewhere. Of a place where there has never been
     * anything a listener does not hear. When something that it has heard of is gone, by being deleted or because a
     * link or an item on the way is, it hears of a {@link GunValue.Null}.
     */
    public Subscription on(Consumer<Change> listener) {
        return listen(false, listener);
    }

    /**
     * Listens to this place until it has heard of it once; or with a map to every item, present or later, until it has
     * heard of that item once. Nodes are awaited until those who were asked have answered. What is deleted is passed over.
     */
    public Subscription onceEach(Consumer<Change> listener) {
        return listen(true, listener);
    }

    private Subscription listen(boolean once, Consumer<Change> listener) {
        Delivery<Object> delivery = new Delivery<>(gun.executor(), (place, change) -> listener.accept(change));
        AtomicReference<@Nullable Observation> observation = new AtomicReference<>();
        List<Step> path = steps();
        gun.call(mesh -> {
            Observation begun = new Observation(gun, mesh, path, once, delivery);
            observation.set(begun);
            begun.begin();
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

    // --- the path, for the engine

    /** The parts from the root. */
    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (GunRef ref = this; ref != null; ref = ref.parent) {
            steps.add(ref.step);
        }
        Collections.reverse(steps);
        return steps;
    }

    /** The keys from the root. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (Step part : steps()) {
            if (!(part instanceof Step.Key known)) {
                throw new IllegalStateException("the path " + this + " has a map(), and so more than one place");
            }
            keys.add(known.name());
        }
        return keys;
    }

    /** Whether this means the items of something, or something of each. */
    boolean hasItems() {
        return steps().stream().anyMatch(Step.Items.class::isInstance);
    }

    @Override
    public String toString() {
        String last = step instanceof Step.Key named ? named.name() : "*";
        return parent == null ? last : parent + "." + last;
    }
}
