package dev.gunjava.mesh;

import dev.gunjava.limits.RoutingLimits;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways back for acks of puts that were sent on: the id under which a put went out leads to the neighbor it came
 * from, and to the id it had there. At the bound the route that was longest idle is forgotten. Owned by the thread of
 * the mesh.
 */
final class AckRoutes {

    private final int most;
    private final long idleMillis;

    private final Map<String, Route> routes = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Route> eldest) {
            return size() > most;
        }
    };

    /** Who is the origin of a route, or was: most who leave are not, and need not be looked for. */
    private final Set<Neighbor> origins = new HashSet<>();

    AckRoutes(RoutingLimits limits) {
        this.most = limits.routes();
        this.idleMillis = limits.route().toMillis();
    }

    private record Route(Forwarded forwarded, long usedAt) {}

    /** Where a put came from. */
    record Origin(Neighbor neighbor, String id) {}

    /**
     * A put that was passed on, in one message or several. Each receiver may ack each message; a put of several messages
     * has one outcome. Owned by the thread of the mesh.
     */
    static final class Forwarded {
        private final Origin origin;
        private final Set<String> unacked;
        private final boolean cut;
        private boolean refused;

        /** @param ids the ids of the messages */
        Forwarded(Origin origin, List<String> ids) {
            this.origin = origin;
            this.cut = ids.size() > 1;
            this.unacked = cut ? new HashSet<>(ids) : Set.of();
        }

        Origin origin() {
            return origin;
        }

        /** Notes an ack of one of the messages; returns whether it decides the outcome of the put. */
        boolean settles(String id, boolean refusal) {
            if (!cut) {
                return true;
            }
            boolean decides = !refused && (refusal || (unacked.remove(id) && unacked.isEmpty()));
            refused |= refusal;
            return decides;
        }
    }

    /**
     * Notes the way back from the messages in which a put was passed on, unless its sender has left: a put that waited
     * for a store may come from one who has.
     */
    void add(List<String> sentAs, Forwarded forwarded, long now) {
        Neighbor sender = forwarded.origin().neighbor();
        if (sender.isGone()) {
            return;
        }
        sentAs.forEach(id -> routes.put(id, new Route(forwarded, now)));
        origins.add(sender);
    }

    /** The put that was passed on under an id, or null if that is not known or no longer. */
    @Nullable
    Forwarded find(String sentAs, long now) {
        Route route = routes.get(sentAs);
        if (route == null) {
            return null;
        }
        if (now - route.usedAt() > idleMillis) {
            routes.remove(sentAs);
            return null;
        }
        routes.put(sentAs, new Route(route.forwarded(), now));
        return route.forwarded();
    }

    void remove(Neighbor neighbor) {
        if (origins.remove(neighbor)) {
            routes.values().removeIf(route -> route.forwarded().origin().neighbor() == neighbor);
        }
    }
}
