package dev.gunjava.witness.peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who may have one of the eight connections.
 *
 * <p>Own attempts leave two of them for those who come to us. Of the peers that could be tried, one of the most promising is
 * chosen at random, so that meshes do not cluster; an attempt that nobody answers gives way to one that promises no less.
 *
 * <p>Owned by the thread of the peer.
 */
final class Slots {
    static final int MAX_LINKS = 8;
    static final int KEPT_FOR_INCOMING = 2;

    /** Those that have failed least; among them those seen changing, and then those that are no ghosts. */
    private static final Comparator<Neighbour> PROMISING_FIRST = Comparator.comparingInt(
                    (Neighbour neighbour) -> neighbour.machine.failures())
            .thenComparing(neighbour -> !neighbour.changing)
            .thenComparing(neighbour -> !neighbour.sure);

    /** Those that are not there, then those that have failed most; of them those longest without a sign of life. */
    private static final Comparator<Neighbour> EXPENDABLE_FIRST = Comparator.comparing(
                    (Neighbour neighbour) -> neighbour.machine.isPresent())
            .thenComparing(neighbour -> -neighbour.machine.failures())
            .thenComparing(neighbour -> neighbour.changing)
            .thenComparingLong(neighbour -> neighbour.seenAt);

    private final Collection<Neighbour> neighbours;
    private final RandomGenerator random;

    /** @param neighbours all of them, as they are at each moment */
    Slots(Collection<Neighbour> neighbours, RandomGenerator random) {
        this.neighbours = neighbours;
        this.random = random;
    }

    private int busy() {
        return (int) neighbours.stream()
                .filter(neighbour -> neighbour.machine.state().isBusy())
                .count();
    }

    /** The peer that gives way when too many are known: never one with a connection. */
    Optional<Neighbour> expendable() {
        return neighbours.stream()
                .filter(neighbour -> !neighbour.machine.state().isBusy())
                .min(EXPENDABLE_FIRST);
    }

    /** How many are free. */
    int free() {
        return Math.max(0, MAX_LINKS - busy());
    }

    /** Whether one is free for an attempt of our own. */
    boolean isFreeForOwn() {
        return busy() < MAX_LINKS - KEPT_FOR_INCOMING;
    }

    /** The peer to try next, as far as slots go. */
    Optional<Neighbour> next(long now) {
        List<Neighbour> best = new ArrayList<>();
        for (Neighbour neighbour : neighbours) {
            if (neighbour.machine.wantsToOffer(now) && neighbour.free.orElse(1) > 0) {
                int difference = best.isEmpty() ? 0 : PROMISING_FIRST.compare(neighbour, best.get(0));
                if (difference < 0) {
                    best.clear();
                }
                if (difference <= 0) {
                    best.add(neighbour);
                }
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best.get(random.nextInt(best.size())));
    }

    /** An attempt that nobody answers and that is no more promising than the next one, which may have its slot. */
    Optional<Neighbour> displaceable(Neighbour next, long now) {
        if (busy() > MAX_LINKS - KEPT_FOR_INCOMING) {
            return Optional.empty();
        }
        return neighbours.stream()
                .filter(neighbour -> neighbour.machine.isDisplaceable(now))
                .max(PROMISING_FIRST)
                .filter(idle -> PROMISING_FIRST.compare(next, idle) <= 0);
    }

    /** An aged link that may be made anew, if no other connection is being made: the mesh keeps its other links meanwhile. */
    Optional<Neighbour> aged(long now) {
        return neighbours.stream().anyMatch(Neighbour::isConnecting)
                ? Optional.empty()
                : neighbours.stream()
                        .filter(neighbour -> neighbour.mayBeRenewed(now))
                        .findFirst();
    }
}
