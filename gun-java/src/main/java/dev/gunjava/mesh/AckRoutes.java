package dev.gunjava.mesh;

import dev.gunjava.limits.RoutingLimits;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Return routes for the acks of forwarded puts: the id under which a put went out leads to the neighbor it came from, and
 * to the id it had there. At the bounds the route that was longest idle is forgotten. Owned by the thread of the mesh.
 */
final class AckRoutes {

    private final int most;
    private final int mostReceivers;
    private final long idleMillis;

    private final Map<String, Route> routes = new LinkedHashMap<>(64, 0.75f, true);
    private long receivers;

    /** Who is the origin of a route, or was: most who leave are not, and need not be looked for. */
    private final Set<Neighbor> origins = new HashSet<>();

    AckRoutes(RoutingLimits limits) {
        this.most = limits.routes();
        this.mostReceivers = limits.receivers();
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
        private final int[] receivers;
        private final Set<String> unacked;
        private final boolean cut;
        private boolean refused;

        /**
         * A put that nobody has acked.
         *
         * @param ids the ids of the messages
         * @param receivers who may ack them
         */
        Forwarded(Origin origin, List<String> ids, List<Neighbor> receivers) {
            this.origin = origin;
            // The serial numbers keep no neighbor in memory that is gone.
            this.receivers = new int[receivers.size()];
            for (int i = 0; i < this.receivers.length; i++) {
                this.receivers[i] = receivers.get(i).serial;
            }
            this.cut = ids.size() > 1;
            this.unacked = cut ? new HashSet<>(ids) : Set.of();
        }

        Origin origin() {
            return origin;
        }

        /** Notes an ack of one of the messages; returns whether it decides the outcome of the put. */
        boolean settles(Neighbor receiver, String id, boolean refusal) {
            if (!isReceiver(receiver)) {
                return false;
            }
            if (!cut) {
                return true;
            }
            boolean decides = !refused && (refusal || (unacked.remove(id) && unacked.isEmpty()));
            refused |= refusal;
            return decides;
        }

        private boolean isReceiver(Neighbor neighbor) {
            for (int serial : receivers) {
                if (serial == neighbor.serial) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Notes the way back from the messages in which a put was passed on, unless its sender has left: a put that waited
     * for a store may come from one who has. An id that leads to another put already stays with that.
     */
    void add(Origin origin, List<String> sentAs, List<Neighbor> receivers, long now) {
        if (origin.neighbor().isGone()) {
            return;
        }
        Route route = new Route(new Forwarded(origin, sentAs, receivers), now);
        for (String id : sentAs) {
            if (find(id, now) == null) {
                put(id, route);
            }
        }
        origins.add(origin.neighbor());
        if (routes.size() > most || this.receivers > mostReceivers) {
            forgetLongestIdle();
        }
    }

    private void forgetLongestIdle() {
        Iterator<Route> longestIdleFirst = routes.values().iterator();
        while (routes.size() > most || receivers > mostReceivers) {
            forgotten(longestIdleFirst.next());
            longestIdleFirst.remove();
        }
    }

    private void put(String id, Route route) {
        routes.put(id, route);
        receivers += route.forwarded().receivers.length;
    }

    private void forgotten(Route route) {
        receivers -= route.forwarded().receivers.length;
    }

    /** The put that was passed on under an id, or null if that is not known or no longer. */
    @Nullable
    Forwarded find(String sentAs, long now) {
        Route route = routes.get(sentAs);
        if (route == null) {
            return null;
        }
        if (now - route.usedAt() > idleMillis) {
            forgotten(route);
            routes.remove(sentAs);
            return null;
        }
        routes.put(sentAs, new Route(route.forwarded(), now));
        return route.forwarded();
    }

    void remove(Neighbor neighbor) {
        if (origins.remove(neighbor)) {
            routes.values().removeIf(route -> {
                boolean theirs = route.forwarded().origin().neighbor() == neighbor;
                if (theirs) {
                    forgotten(route);
                }
                return theirs;
            });
        }
    }
}
