package dev.gunjava.mesh;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways back for acks of puts that were sent on: the id under which a put went out leads to the neighbor it came
 * from, and to the id it had there. At the bound the route that was longest idle is forgotten. Owned by the thread of
 * the mesh.
 */
final class AckRoutes {

    private static final int CAPACITY = 10_000;
    private static final long IDLE_MILLIS = 60_000;

    private final Map<String, Route> routes = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Route> eldest) {
            return size() > CAPACITY;
        }
    };

    /** Who is the origin of a route, or was: most who leave are not, and need not be looked for. */
    private final Set<Neighbor> origins = new HashSet<>();

    private record Route(Origin origin, long usedAt) {}

    /** Where a put came from. */
    record Origin(Neighbor neighbor, String id) {}

    /** Notes a way back, unless nobody is there any more: a put that waited for a store may come from one who has left. */
    void add(String sentAs, Origin origin, long now) {
        if (origin.neighbor().isGone()) {
            return;
        }
        routes.put(sentAs, new Route(origin, now));
        origins.add(origin.neighbor());
    }

    /** Where an ack of the id is to go, or null if that is not known or no longer. */
    @Nullable
    Origin find(String sentAs, long now) {
        Route route = routes.get(sentAs);
        if (route == null) {
            return null;
        }
        if (now - route.usedAt() > IDLE_MILLIS) {
            routes.remove(sentAs);
            return null;
        }
        routes.put(sentAs, new Route(route.origin(), now));
        return route.origin();
    }

    void remove(Neighbor neighbor) {
        if (origins.remove(neighbor)) {
            routes.values().removeIf(route -> route.origin().neighbor() == neighbor);
        }
    }
}
