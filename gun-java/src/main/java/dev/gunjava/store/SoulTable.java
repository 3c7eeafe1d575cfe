package dev.gunjava.store;

import org.jspecify.annotations.Nullable;

/**
 * The nodes by soul, in a third of the space that a map with an entry for each takes: open addressing, the hashes beside
 * the nodes so that a search touches no node but the right one. Owned by the thread of the mesh.
 */
final class SoulTable {

    private static final int LEAST = 64;

    /** Null where nothing is; what is there stands between the place that its hash gives and the next null. */
    private @Nullable DenseNode[] nodes = new DenseNode[LEAST];

    private int[] hashes = new int[LEAST];
    private int size;

    @Nullable
    DenseNode get(String soul) {
        int hash = spread(soul);
        int mask = nodes.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            DenseNode node = nodes[slot];
            if (node == null || (hashes[slot] == hash && node.soul.equals(soul))) {
                return node;
            }
        }
    }

    /** Adds a node whose soul is not there. */
    void add(DenseNode node) {
        if (4 * (size + 1) > 3 * nodes.length) {
            grow();
        }
        enter(node, spread(node.soul));
        size++;
    }

    private void enter(DenseNode node, int hash) {
        int mask = nodes.length - 1;
        int slot = hash & mask;
        while (nodes[slot] != null) {
            slot = (slot + 1) & mask;
        }
        nodes[slot] = node;
        hashes[slot] = hash;
    }

    private void grow() {
        @Nullable DenseNode[] before = nodes;
        int[] hashesBefore = hashes;
        nodes = new DenseNode[2 * before.length];
        hashes = new int[2 * before.length];
        for (int i = 0; i < before.length; i++) {
            DenseNode node = before[i];
            if (node != null) {
                enter(node, hashesBefore[i]);
            }
        }
    }

    /** Removes a node that is there; those behind it move up, so that no search ends too early. */
    void remove(DenseNode node) {
        int mask = nodes.length - 1;
        int hole = spread(node.soul) & mask;
        while (nodes[hole] != node) {
            hole = (hole + 1) & mask;
        }
        for (int slot = (hole + 1) & mask; nodes[slot] != null; slot = (slot + 1) & mask) {
            int wayOfThis = (slot - hashes[slot]) & mask;
            int wayFromHole = (slot - hole) & mask;
            if (wayOfThis >= wayFromHole) {
                nodes[hole] = nodes[slot];
                hashes[hole] = hashes[slot];
                hole = slot;
            }
        }
        nodes[hole] = null;
        size--;
    }

    int size() {
        return size;
    }

    private static int spread(String soul) {
        int hash = soul.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }
}
