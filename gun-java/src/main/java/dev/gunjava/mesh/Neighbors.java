package dev.gunjava.mesh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is connected now, and for whom something was queued in this turn. Owned by the thread of the mesh. */
final class Neighbors {

    private final IdentityHashMap<Connection, Neighbor> all = new IdentityHashMap<>();
    private final Set<Neighbor> relays = new LinkedHashSet<>();
    private final Set<Neighbor> dialedUs = new LinkedHashSet<>();
    private final Set<Neighbor> informants = new LinkedHashSet<>();
    private final FaultLog faults;
    private boolean hadRelays;
    private final List<Neighbor> unflushed = new ArrayList<>();

    Neighbors(FaultLog faults) {
        this.faults = faults;
    }

    Neighbor add(Connection connection, NodePager.@Nullable Lane lane, long now) {
        Neighbor neighbor = new Neighbor(connection, lane, now, faults);
        all.put(connection, neighbor);
        hadRelays |= neighbor.dialed();
        (neighbor.dialed() ? relays : dialedUs).add(neighbor);
        if (neighbor.dialed()) {
            informants.add(neighbor);
        }
        return neighbor;
    }

    @Nullable
    Neighbor remove(Connection connection) {
        Neighbor neighbor = all.remove(connection);
        if (neighbor != null) {
            neighbor.leave();
            relays.remove(neighbor);
            dialedUs.remove(neighbor);
            informants.remove(neighbor);
        }
        return neighbor;
    }

    @Nullable
    Neighbor of(Connection connection) {
        return all.get(connection);
    }

    /** Those whom we dialed. */
    Collection<Neighbor> relays() {
        return Collections.unmodifiableCollection(relays);
    }

    /** Those who dialed us. */
    Collection<Neighbor> dialedUs() {
        return Collections.unmodifiableCollection(dialedUs);
    }

    /** Whether all of those whom we dialed are gone. */
    boolean lostRelays() {
        return hadRelays && relays.isEmpty();
    }

    int size() {
        return all.size();
    }

    /**
     * The other connection between us and the same relay, of two that were not both dialed by the other side: those are
     * its own affair, a page may well have two.
     */
    @Nullable
    Neighbor redundantWith(Neighbor neighbor) {
        for (Neighbor other : neighbor.dialed() ? all.values() : relays) {
            if (other != neighbor && neighbor.sameInstance(other)) {
                return other;
            }
        }
        return null;
    }

    /** Notes that a neighbor that dialed us is a relay, which tells us only what we have asked it for. */
    void noteRelay(Neighbor neighbor) {
        informants.add(neighbor);
    }

    /** The relays to be asked for what anybody here wants to know: those that we dialed, and others known as relays. */
    Collection<Neighbor> informants() {
        return Collections.unmodifiableCollection(informants);
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
