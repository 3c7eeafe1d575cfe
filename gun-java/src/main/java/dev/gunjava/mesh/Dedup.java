package dev.gunjava.mesh;

import dev.gunjava.graph.SeededHash;

/**
 * The ids heard or said lately, by which a message that comes round again is recognized. Two generations: an id is
 * remembered for at least the given time, unless so many come that the older half is forgotten early. Owned by the
 * thread of the mesh.
 *
 * <p>Source: gun.js {@code src/dup.js}, which never forgets on an idle peer and has no bound in force.
 */
final class Dedup {
    /*
     * Of an id only a hash of 64 bits is kept, so that remembering it for seconds leaves nothing to the garbage collector.
     * By chance one message in 10^14 is mistaken for one of 100 000 others. The hash is seeded: nobody can make ids that
     * share a slot, nor an id whose message has the relay drop somebody else's.
     */

    private final int generationSize;
    private final long generationMillis;
    private final SeededHash hash;
    private Prints young = new Prints(Prints.LEAST);
    private Prints old = new Prints(Prints.LEAST);
    private long youngSince;

    Dedup(int capacity, long millis, SeededHash hash) {
        this.generationSize = capacity / 2;
        this.generationMillis = millis;
        this.hash = hash;
    }

    /** Remembers an id; returns whether it was new. */
    boolean add(String id, long now) {
        if (young.size >= generationSize || now - youngSince >= generationMillis) {
            old = young;
            young = new Prints(old.slots.length / 2);
            youngSince = now;
        }
        long print = print(id);
        return !old.contains(print) && young.add(print);
    }

    /** The hash of an id, but never zero. */
    private long print(String id) {
        long print = hash.hash(id);
        return print == 0 ? 1 : print;
    }

    /** How many slots a search for an id looks at. */
    int probes(String id) {
        long print = print(id);
        return young.probes(print) + old.probes(print);
    }

    /** A set of numbers other than zero; open addressing, never more than half full. */
    private static final class Prints {
        static final int LEAST = 256;

        private long[] slots;
        private int size;

        Prints(int slots) {
            this.slots = new long[Math.max(LEAST, slots)];
        }

        boolean contains(long print) {
            return slots[slotOf(print)] != 0;
        }

        boolean add(long print) {
            int slot = slotOf(print);
            if (slots[slot] != 0) {
                return false;
            }
            slots[slot] = print;
            if (2 * ++size > slots.length) {
                grow();
            }
            return true;
        }

        /** Where the number stands, or would. */
        private int slotOf(long print) {
            int mask = slots.length - 1;
            int slot = (int) print & mask;
            while (slots[slot] != 0 && slots[slot] != print) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        int probes(long print) {
            return ((slotOf(print) - (int) print) & (slots.length - 1)) + 1;
        }

        private void grow() {
            long[] before = slots;
            slots = new long[2 * before.length];
            for (long print : before) {
                if (print != 0) {
                    slots[slotOf(print)] = print;
                }
            }
        }
    }
}
