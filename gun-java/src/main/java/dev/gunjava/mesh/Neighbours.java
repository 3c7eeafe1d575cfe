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
final class Neighbours {

    private final IdentityHashMap<Connection, Peer> all = new IdentityHashMap<>();
    private final Set<Peer> relays = new LinkedHashSet<>();
    private final Set<Peer> dialledUs = new LinkedHashSet<>();
    private final Set<Peer> informants = new LinkedHashSet<>();
    private boolean hadRelays;
    private final List<Peer> unflushed = new ArrayList<>();

    Peer add(Connection connection, Residence.@Nullable Lane lane, long now) {
        Peer peer = new Peer(connection, lane, now);
        all.put(connection, peer);
        hadRelays |= peer.dialled();
        (peer.dialled() ? relays : dialledUs).add(peer);
        if (peer.dialled()) {
            informants.add(peer);
        }
        return peer;
    }

    @Nullable
    Peer remove(Connection connection) {
        Peer peer = all.remove(connection);
        if (peer != null) {
            peer.leave();
            relays.remove(peer);
            dialledUs.remove(peer);
            informants.remove(peer);
        }
        return peer;
    }

    @Nullable
    Peer of(Connection connection) {
        return all.get(connection);
    }

    /** Those whom we dialled. */
    Collection<Peer> relays() {
        return Collections.unmodifiableCollection(relays);
    }

    /** Those who dialled us. */
    Collection<Peer> dialledUs() {
        return Collections.unmodifiableCollection(dialledUs);
    }

    /** Whether all of those whom we dialled are gone. */
    boolean lostRelays() {
        return hadRelays && relays.isEmpty();
    }

    int size() {
        return all.size();
    }

    /**
     * The other connection between us and the same relay, of two that were not both dialled by the other side: those are
     * its own affair, a page may well have two.
     */
    @Nullable
    Peer redundantWith(Peer peer) {
        for (Peer other : peer.dialled() ? all.values() : relays) {
            if (other != peer && peer.sameInstance(other)) {
                return other;
            }
        }
        return null;
    }

    /** Notes that a neighbour that dialled us is a relay, which tells us only what we have asked it for. */
    void noteRelay(Peer peer) {
        informants.add(peer);
    }

    /** The relays to be asked for what anybody here wants to know: those that we dialled, and others known as relays. */
    Collection<Peer> informants() {
        return Collections.unmodifiableCollection(informants);
    }

    /** Notes that something was queued for a neighbour. */
    void touched(Peer peer) {
        if (peer.markUnflushed()) {
            unflushed.add(peer);
        }
    }

    void flush() {
        unflushed.forEach(Peer::flush);
        unflushed.clear();
    }
}
