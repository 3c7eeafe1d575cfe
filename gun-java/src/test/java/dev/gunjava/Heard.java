package dev.gunjava;

import static org.awaitility.Awaitility.await;

import dev.gunjava.graph.GunValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A listener that remembers; and short words for what it hears. Safe for use by any thread. */
final class Heard implements Consumer<Change> {

    private final List<Change> changes = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Change change) {
        changes.add(change);
    }

    List<Change> changes() {
        return changes;
    }

    List<GunValue> values() {
        return changes.stream().map(Change::value).toList();
    }

    List<String> keys() {
        return changes.stream().map(Change::key).toList();
    }

    GunValue last() {
        return changes.get(changes.size() - 1).value();
    }

    /** Waits until this value was heard. */
    Heard until(GunValue value) {
        await().until(() -> values().contains(value));
        return this;
    }

    /** Waits until this many changes were heard. */
    Heard until(int count) {
        await().until(() -> changes.size() >= count);
        return this;
    }

    static GunValue text(String value) {
        return new GunValue.Text(value);
    }

    static GunValue num(double value) {
        return new GunValue.Num(value);
    }

    static GunValue link(String soul) {
        return new GunValue.Link(soul);
    }

    static final GunValue NULL = GunValue.Null.INSTANCE;

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** Writes, and sees to it that it was stored. */
    static void put(GunRef ref, Object data) throws Exception {
        Ack ack = get(ref.put(data));
        if (!(ack instanceof Ack.Stored)) {
            throw new AssertionError(ref + " is not stored: " + ack);
        }
    }

    /** What a single read finds; it must find something. */
    static Change found(GunRef ref) throws Exception {
        if (get(ref.once()) instanceof Once.Found found) {
            return found.change();
        }
        throw new AssertionError(ref + " was not found");
    }

    static GunValue value(GunRef ref) throws Exception {
        return found(ref).value();
    }

    /** Waits until all that was delivered by now to listeners on the default executor has been heard. */
    static void settle(Gun gun) throws Exception {
        get(gun.compute((mesh, result) -> result.accept(true)));
    }
}
