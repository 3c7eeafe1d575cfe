package dev.gunjava.mesh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The connected neighbors, and those for which something was queued in this turn. Owned by the thread of the mesh. */
final class Neighbors {

    private final IdentityHashMap<Connection, Neighbor> all = new IdentityHashMap<>();
    private final Set<Neighbor> dialed = new LinkedHashSet<>();
    /** Those that dialed us, by {@link Neighbor#rank}. */
    private final TreeMap<Long, Neighbor> accepted = new TreeMap<>();

    private final Map<Capability, Set<Neighbor>> able = new EnumMap<>(Capability.class);
    private boolean hadRelays;
    private int serials;
    private final List<Neighbor> unflushed = new ArrayList<>();

    void add(Neighbor neighbor) {
        neighbor.serial = ++serials;
        all.put(neighbor.connection, neighbor);
        hadRelays |= neighbor.dialed();
        if (neighbor.dialed()) {
            dialed.add(neighbor);
        } else {
            accepted.put(neighbor.rank(), neighbor);
        }
        neighbor.role().capabilities().forEach(capability -> able(capability).add(neighbor));
    }

    @Nullable
    Neighbor remove(Connection connection) {
        Neighbor neighbor = all.remove(connection);
        if (neighbor != null) {
            neighbor.leave();
            dialed.remove(neighbor);
            accepted.remove(neighbor.rank());
            able.values().forEach(neighbors -> neighbors.remove(neighbor));
        }
        return neighbor;
    }

    /** Gives a neighbor a role in which it may do more. */
    void promote(Neighbor neighbor, Role higher) {
        neighbor.promote(higher);
        higher.capabilities().forEach(capability -> able(capability).add(neighbor));
    }

    /** Gives a neighbor a capability beyond those of its role. */
    void grant(Neighbor neighbor, Capability capability) {
        neighbor.grant(capability);
        able(capability).add(neighbor);
    }

    private Set<Neighbor> able(Capability capability) {
        return able.computeIfAbsent(capability, c -> new LinkedHashSet<>());
    }

    @Nullable
    Neighbor of(Connection connection) {
        return all.get(connection);
    }

    /** The neighbors with a capability, in the order in which they got it. */
    Collection<Neighbor> with(Capability capability) {
        return Collections.unmodifiableCollection(able(capability));
    }

    /** The neighbors that we dialed, whatever their role. */
    Collection<Neighbor> dialed() {
        return Collections.unmodifiableCollection(dialed);
    }

    /** The neighbors that dialed us, whatever their role. */
    Collection<Neighbor> accepted() {
        return Collections.unmodifiableCollection(accepted.values());
    }

    /** The neighbor that dialed us and ranks next after a {@linkplain Neighbor#rank rank}, or null. */
    @Nullable
    Neighbor clientAfter(long rank) {
        Map.Entry<Long, Neighbor> next = accepted.higherEntry(rank);
        return next == null ? null : next.getValue();
    }

    /** Notes that a client is asked a question, for now in vain. */
    void asked(Neighbor client) {
        rank(client, client::asked);
    }

    /** Notes that a neighbor had what it was asked for, or has written something new. */
    void helped(Neighbor neighbor) {
        if (!neighbor.isHelpful()) {
            rank(neighbor, neighbor::helped);
        }
    }

    private void rank(Neighbor neighbor, Runnable change) {
        boolean ranked = accepted.remove(neighbor.rank(), neighbor);
        change.run();
        if (ranked) {
            accepted.put(neighbor.rank(), neighbor);
        }
    }

    /** Whether there were relays to keep our writes, and none is left. */
    boolean lostRelays() {
        return hadRelays && able(Capability.KEEPS_OUR_WRITES).isEmpty();
    }

    int size() {
        return all.size();
    }

    /** Notes that something was queued for a neighbor. */
    void touched(Neighbor neighbor) {
        if (neighbor.markUnflushed()) {
            unflushed.add(neighbor);
        }
    }

    void close(int code, String reason) {
        List.copyOf(all.keySet()).forEach(connection -> connection.close(code, reason));
    }

    void flush() {
        unflushed.forEach(Neighbor::flush);
        unflushed.clear();
    }
}
