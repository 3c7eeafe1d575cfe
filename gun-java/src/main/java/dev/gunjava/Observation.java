package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.mesh.Mesh;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One listener's view of a path. Owned by the thread of the mesh.
 *
 * <p>The path becomes a chain of {@link Spot}s, which forks where it means every item of a node. Each spot stands for
 * one part of the path and is told by the one before it what the graph holds there; if that is a node, it watches what
 * concerns the part behind it, and tells that one. So when a link is pointed elsewhere, only the spot behind it lets go
 * of what it watched, and all behind that hear of it in turn.
 */
final class Observation {

    private final Gun gun;
    private final Mesh mesh;
    private final List<Step> path;
    private final boolean once;
    private final Delivery<Object> delivery;
    private final Spot first;

    /**
     * A view that has not begun.
     *
     * @param once whether each place is told of one time only
     */
    Observation(Gun gun, Mesh mesh, List<Step> path, boolean once, Delivery<Object> delivery) {
        this.gun = gun;
        this.mesh = mesh;
        this.path = path;
        this.once = once;
        this.delivery = delivery;
        this.first = spot(0, ((Step.Key) path.get(0)).name());
    }

    /** Begins to deliver what is at the end of the path, and what comes there. */
    void begin() {
        first.holds(new GunValue.Link(((Step.Key) path.get(0)).name()));
    }

    void end() {
        first.close();
    }

    /**
     * The spot for a part of the path, with all behind it.
     *
     * @param key the key of that part, or of the item that it stands for
     */
    private Spot spot(int part, String key) {
        if (part == path.size() - 1) {
            return once ? new OnceEnd(mesh, key, this::deliver) : new End(mesh, key, this::deliver);
        }
        Step next = path.get(part + 1);
        if (next instanceof Step.Items items) {
            return new Items(items, part + 1);
        }
        String behind = ((Step.Key) next).name();
        return new Way(behind, spot(part + 1, behind));
    }

    private void deliver(End place, Change change) {
        delivery.deliver(place, change);
    }

    /** A part of the path behind which there is a key. */
    private final class Way extends Spot {
        private final String key;
        private final Spot behind;

        Way(String key, Spot behind) {
            super(Observation.this.mesh);
            this.key = key;
            this.behind = behind;
        }

        @Override
        void node(String soul) {
            boolean known = mesh.cell(soul, key) != null;
            watch(soul, key, part -> behind.holds(part.value(0)));
            if (!known && behind.isTold()) {
                awaitOrGone(soul);
            }
        }

        /** The link was pointed to a node that may or may not have the key. */
        private void awaitOrGone(String soul) {
            behind.leave();
            mesh.find(soul, key, new Afterwards(() -> {
                if (leadsTo(soul) && mesh.cell(soul, key) == null) {
                    behind.gone();
                }
            }));
        }

        @Override
        void primitive(GunValue value) {
            behind.gone();
        }

        @Override
        void vanish() {
            behind.gone();
        }

        @Override
        boolean isTold() {
            return behind.isTold();
        }

        @Override
        void leave() {
            super.leave();
            behind.leave();
        }

        @Override
        void close() {
            super.close();
            behind.close();
        }
    }

    /** A part of the path behind which there are all items. */
    private final class Items extends Spot {
        private final Step.Items step;
        private final int part;
        private final Map<String, Spot> items = new LinkedHashMap<>();

        Items(Step.Items step, int part) {
            super(Observation.this.mesh);
            this.step = step;
            this.part = part;
        }

        @Override
        void node(String soul) {
            forget();
            watch(soul, null, changed -> {
                for (int i = 0; i < changed.size(); i++) {
                    String key = changed.key(i);
                    if (step.keys().matches(key)) {
                        items.computeIfAbsent(key, this::item).holds(changed.value(i));
                    }
                }
            });
        }

        private Spot item(String key) {
            Spot behind = spot(part, key);
            return step.wanted() == null ? behind : new Sieve(gun, mesh, key, step.wanted(), behind);
        }

        /** The items of the node that was here are none of the one that is here now. */
        private void forget() {
            List<Spot> gone = List.copyOf(items.values());
            items.clear();
            gone.forEach(item -> {
                item.gone();
                item.close();
            });
        }

        @Override
        void primitive(GunValue value) {
            forget();
        }

        @Override
        void vanish() {
            forget();
        }

        @Override
        void leave() {
            super.leave();
            items.values().forEach(Spot::leave);
        }

        @Override
        boolean isTold() {
            return items.values().stream().anyMatch(Spot::isTold);
        }

        @Override
        void close() {
            super.close();
            items.values().forEach(Spot::close);
        }
    }
}
