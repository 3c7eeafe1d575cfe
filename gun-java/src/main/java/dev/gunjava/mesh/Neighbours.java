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

    private static final String ALREADY_CONNECTED = "already connected to this relay another way";

    private final IdentityHashMap<Connection, Peer> all = new IdentityHashMap<>();
    private final Set<Peer> relays = new LinkedHashSet<>();
    private final Set<Peer> dialledUs = new LinkedHashSet<>();
    private boolean hadRelays;
    private final List<Peer> unflushed = new ArrayList<>();

    Peer add(Connection connection, Residence.@Nullable Lane lane) {
        Peer peer = new Peer(connection, lane);
        all.put(connection, peer);
        hadRelays |= peer.dialled();
        (peer.dialled() ? relays : dialledUs).add(peer);
        return peer;
    }

    @Nullable
    Peer remove(Connection connection) {
        Peer peer = all.remove(connection);
        if (peer != null) {
            peer.leave();
            relays.remove(peer);
            dialledUs.remove(peer);
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
     * Keeps one of several connections between two relays. Where both have dialled, that of the smaller process id
     * stays, so that both sides choose the same; where one was reached at two addresses, the first. Connections that
     * were all dialled by the other side are its own affair: a page may well have two.
     *
     * @return whether the given one was closed
     */
    boolean dropRedundant(Peer peer, String ownPid) {
        for (Peer other : List.copyOf(all.values())) {
            if (other == peer || !peer.sameInstance(other)) {
                continue;
            }
            if (peer.dialled() && other.dialled()) {
                peer.connection.closeRedundant(ALREADY_CONNECTED);
                return true;
            }
            Peer dialled = peer.dialled() ? peer : other;
            if (dialled.dialled() && ownPid.compareTo(String.valueOf(peer.pid)) > 0) {
                dialled.connection.closeRedundant(ALREADY_CONNECTED);
                return dialled == peer;
            }
        }
        return false;
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
