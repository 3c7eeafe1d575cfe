package dev.gunjava.store;

import dev.gunjava.graph.SeededHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The nodes by soul, in half the space that a map with an entry for each takes. Owned by the thread of the mesh.
 *
 * <p>The table that is searched is of numbers: open addressing, and beside each hash the place of its node among pages
 * that fill up one after the other. So a search touches no node but the right one, and a new node changes one reference
 * beside those of the nodes that came just before it: for each that changes, a garbage collector looks at a hundred around.
 * Strangers choose the souls, so the hash is seeded.
 */
final class SoulTable {

    private static final int LEAST = 64;
    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;

    private final SeededHash hash;

    /** A place plus one, or zero where nothing is; what is there stands between the slot of its hash and the next zero. */
    private int[] slots = new int[LEAST];

    private int[] hashes = new int[LEAST];
    private @Nullable DenseNode[][] pages = new DenseNode[1][PAGE];

    /** Places that were left, to be taken first. */
    private int[] left = new int[LEAST];

    private int leftPlaces;
    private int takenPlaces;

    /** The node found last: the keys of a write are merged one by one, so it is often the next one too. */
    private @Nullable DenseNode latest;

    SoulTable(SeededHash hash) {
        this.hash = hash;
    }

    @Nullable
    DenseNode get(String soul) {
        DenseNode found = latest;
        if (found == null || !found.soul.equals(soul)) {
            int entry = slots[slotOf(soul)];
            found = entry == 0 ? null : at(entry - 1);
            latest = found;
        }
        return found;
    }

    /** The slot of a soul, or the free one where the search for it ends. */
    private int slotOf(String soul) {
        int wanted = hash(soul);
        int mask = slots.length - 1;
        int slot = wanted & mask;
        while (slots[slot] != 0 && !(hashes[slot] == wanted && isAt(slots[slot] - 1, soul))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isAt(int place, String soul) {
        DenseNode node = at(place);
        return node != null && node.soul.equals(soul);
    }

    /** How many slots a search for a soul looks at. */
    int probes(String soul) {
        return ((slotOf(soul) - hash(soul)) & (slots.length - 1)) + 1;
    }

    /** The node at a place, or null if none is there; nodes do not move. */
    @Nullable
    DenseNode at(int place) {
        return pages[place >>> PAGE_BITS][place & (PAGE - 1)];
    }

    private void set(int place, @Nullable DenseNode node) {
        pages[place >>> PAGE_BITS][place & (PAGE - 1)] = node;
    }

    /** Adds a node whose soul is not there. */
    void add(DenseNode node) {
        if (4 * (size() + 1) > 3 * slots.length) {
            grow();
        }
        int place = leftPlaces > 0 ? left[--leftPlaces] : freshPlace();
        set(place, node);
        enter(place + 1, hash(node.soul));
    }

    private int freshPlace() {
        if (takenPlaces == pages.length * PAGE) {
            pages = Arrays.copyOf(pages, pages.length + 1);
            pages[pages.length - 1] = new DenseNode[PAGE];
        }
        return takenPlaces++;
    }

    private void enter(int entry, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
        hashes[slot] = hash;
    }

    private void grow() {
        int[] before = slots;
        int[] hashesBefore = hashes;
        slots = new int[2 * before.length];
        hashes = new int[2 * before.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != 0) {
                enter(before[i], hashesBefore[i]);
            }
        }
    }

    /** Removes a node that is there; those behind it move up, so that no search ends too early. */
    void remove(DenseNode node) {
        int mask = slots.length - 1;
        int hole = hash(node.soul) & mask;
        while (at(slots[hole] - 1) != node) {
            hole = (hole + 1) & mask;
        }
        leave(slots[hole] - 1);
        latest = null;
        for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int wayOfThis = (slot - hashes[slot]) & mask;
            int wayFromHole = (slot - hole) & mask;
            if (wayOfThis >= wayFromHole) {
                slots[hole] = slots[slot];
                hashes[hole] = hashes[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
    }

    private void leave(int place) {
        set(place, null);
        if (leftPlaces == left.length) {
            left = Arrays.copyOf(left, 2 * left.length);
        }
        left[leftPlaces++] = place;
    }

    /** The places that are or were taken: from 0 to this, excluded. */
    int places() {
        return takenPlaces;
    }

    int size() {
        return takenPlaces - leftPlaces;
    }

    private int hash(String soul) {
        return (int) hash.hash(soul);
    }
}
