package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.mesh.Mesh;
import java.util.function.Predicate;

/**
 * An item of a map that the program judges: what is behind it sees the item while it is wanted. The program judges on
 * the executor of its listeners, and the verdict comes back to the thread of the mesh, which owns all else.
 */
final class Sieve extends Spot {

    private final Gun gun;
    private final Predicate<Change> wanted;
    private final Spot behind;
    private final End item;
    private final Delivery<Long> judging;
    private boolean passing;

    /** Counts how often the item was gone, so that no verdict on what it was before brings it back. */
    private long life;

    Sieve(Gun gun, Mesh mesh, String key, Predicate<Change> wanted, Spot behind) {
        super(mesh);
        this.gun = gun;
        this.wanted = wanted;
        this.behind = behind;
        this.item = new End(mesh, key, (end, change) -> seen(change));
        this.judging = new Delivery<>(gun.executor(), this::judge);
    }

    @Override
    void node(String soul) {
        item.holds(new GunValue.Link(soul));
    }

    @Override
    void primitive(GunValue value) {
        item.holds(value);
    }

    @Override
    void vanish() {
        life++;
        item.gone();
        behind.gone();
        passing = false;
    }

    @Override
    boolean isTold() {
        return behind.isTold();
    }

    @Override
    void leave() {
        super.leave();
        life++;
        item.leave();
        behind.leave();
    }

    @Override
    void close() {
        super.close();
        judging.close();
        item.close();
        behind.close();
    }

    private void seen(Change change) {
        if (change.value() == GunValue.Null.INSTANCE) {
            life++;
            if (passing) {
                behind.gone();
            }
            passing = false;
        } else {
            judging.deliver(life, change);
        }
    }

    /** Called on the executor of the listeners. */
    private void judge(long judged, Change change) {
        boolean verdict = false;
        try {
            verdict = wanted.test(change);
        } finally {
            boolean passes = verdict;
            gun.callIfOpen(mesh -> judged(judged, change, passes));
        }
    }

    private void judged(long judged, Change change, boolean passes) {
        if (judged != life || isClosed()) {
            return;
        }
        passing = passes;
        if (passes) {
            behind.sees(change);
        } else {
            behind.leave();
        }
    }
}
