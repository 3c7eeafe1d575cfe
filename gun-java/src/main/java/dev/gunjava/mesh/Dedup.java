package dev.gunjava.mesh;

/**
 * The ids heard or said lately, by which a message that comes round again is recognized. Two generations: an id is
 * remembered for at least the given time, unless so many come that the older half is forgotten early. Owned by the
 * thread of the mesh.
 *
 * <p>Source: gun.js {@code src/dup.js}, which never forgets on an idle peer and has no bound in force.
 */
final class Dedup {
    /*
     * Of an id only 64 bits are kept, so that remembering it for seconds leaves nothing to the garbage collector. By chance
     * one message in 10^14 is taken for one of 100 000 others; and who wants that of another's message can send its very id.
     */

    private final int generationSize;
    private final long generationMillis;
    private Prints young = new Prints(Prints.LEAST);
    private Prints old = new Prints(Prints.LEAST);
    private long youngSince;

    Dedup(int capacity, long millis) {
        this.generationSize = capacity / 2;
        this.generationMillis = millis;
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

    /** FNV-1a over UTF-16 units, its bits mixed as in SplitMix64; never zero. */
    private static long print(String id) {
        long print = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            print = (print ^ id.charAt(i)) * 0x100000001b3L;
        }
        print = (print ^ print >>> 30) * 0xbf58476d1ce4e5b9L;
        print = (print ^ print >>> 27) * 0x94d049bb133111ebL;
        print ^= print >>> 31;
        return print == 0 ? 1 : print;
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
