package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.graph.SeededHash;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.Span;
import java.util.List;

/**
 * Recognizes messages that were received or sent a short time ago. A stranger who has seen an id can use it, so an id alone
 * never makes a message a duplicate: the id counts together with its sender or with the content. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code src/dup.js}, which goes by the id alone, never forgets on an idle peer and has no bound in force.
 */
final class Dedup {
    /*
     * Of a message only a print of 52 bits is kept, so that remembering it for seconds leaves nothing to the garbage
     * collector. By chance one print in 10^10 is mistaken for one of 100 000 others. Prints are keyed: nobody can make
     * messages that share a slot, nor one whose print is that of somebody else's message.
     *
     * There are two generations: a print is remembered for at least the given time, unless so many come that the older half
     * is forgotten early.
     */

    /** What a print stands for, so that prints of different kinds differ. */
    private static final int SAID = 1;

    private static final int WRITTEN = 2;
    private static final int HEARD = 3;
    private static final int QUESTION = 4;
    private static final int PASSED = 5;

    private static final int TEXT = 6;
    private static final int LINK = 7;
    private static final int NUMBER = 8;

    /** The bits that are not compared. In the print of a get they hold the neighbor that sent it first. */
    private static final long TAG = 0xFFF;

    private static final long REVERSE = 1L << 32;
    private static final long DIRECT = 1L << 33;

    private final int generationSize;
    private final long generationMillis;
    private final SeededHash hash;
    private final long key0;
    private final long key1;
    private final Timers timers;
    private Prints young = new Prints(Prints.LEAST);
    private Prints old = new Prints(Prints.LEAST);
    private long youngSince;

    /**
     * @param capacity how many prints are remembered at most
     * @param millis for how long a print is remembered at least, if there is room
     */
    Dedup(int capacity, long millis, SeededHash hash, Timers timers) {
        this.generationSize = capacity / 2;
        this.generationMillis = millis;
        this.hash = hash;
        this.key0 = hash.hash("key0");
        this.key1 = hash.hash("key1");
        this.timers = timers;
    }

    // --- what is heard

    /** What a get is, by what was heard before. */
    enum Heard {
        /** A question that nobody has asked under this id. */
        FIRST,

        /** A question that another neighbor has asked first under this id: it has come by two ways, or the id was copied. */
        FROM_ANOTHER,

        /** A question that the same neighbor has asked first under this id. */
        AGAIN
    }

    /**
     * Notes a get.
     *
     * @param neighbor the {@linkplain Neighbor#serial serial number} of its sender
     */
    Heard hear(int neighbor, Message.Get get) {
        long question = question(get.id(), get.soul(), get.key(), get.span(), get.direct());
        long asked = put((question & ~TAG) | (neighbor & TAG));
        if (asked == 0) {
            return Heard.FIRST;
        }
        return (asked & TAG) == (neighbor & TAG) ? Heard.AGAIN : Heard.FROM_ANOTHER;
    }

    /** Notes a message other than a get or a put; returns whether the neighbor has sent none under this id before. */
    boolean hear(int neighbor, String id) {
        return add(join(print(id, HEARD), neighbor));
    }

    // --- what is said

    /** Notes an id under which a message goes out; returns whether none has before. */
    boolean say(String id) {
        return add(print(id, SAID));
    }

    /** Whether a message has gone out under an id. */
    boolean hasSaid(String id) {
        return contains(print(id, SAID));
    }

    /** Notes a get of ours, so that it is not asked again when it comes round. */
    void ask(String id, Interest interest, boolean direct) {
        say(id);
        Lex key = interest.key() == null ? Lex.all() : Lex.exactly(interest.key());
        add(question(id, Lex.exactly(interest.soul()), key, Span.ALL, direct));
    }

    /** Notes a put of our own. */
    void write(String id, List<Node> nodes) {
        say(id);
        add(print(id, WRITTEN));
        pass(id, nodes);
    }

    /** Whether an id is that of a put of our own. */
    boolean hasWritten(String id) {
        return contains(print(id, WRITTEN));
    }

    /**
     * Notes a put that is passed on; returns whether it was not before. HAM ends the rounds of a put, unless relays forget
     * the nodes while it is on its way.
     */
    boolean pass(String id, List<Node> nodes) {
        return add(passed(id, nodes));
    }

    /** Whether a put was passed on. */
    boolean hasPassed(String id, List<Node> nodes) {
        return contains(passed(id, nodes));
    }

    // --- prints

    private long print(String id, int kind) {
        return join(hash.hash(id), kind);
    }

    private long question(String id, Lex soul, Lex key, Span span, boolean direct) {
        long how = span.budget() | (span.reverse() ? REVERSE : 0) | (direct ? DIRECT : 0);
        return join(join(join(print(id, QUESTION), choice(soul)), choice(key)), how);
    }

    private long choice(Lex names) {
        if (names.exact() != null) {
            return hash.hash(names.exact());
        }
        return names.isAll() ? 0 : hash.hash(names.toString());
    }

    /** Does not depend on the order of the keys, which gun.js may change. */
    private long passed(String id, List<Node> nodes) {
        long cells = 0;
        for (Node node : nodes) {
            long soul = hash.hash(node.soul());
            for (int i = 0; i < node.size(); i++) {
                long key = join(soul, hash.hash(node.key(i)));
                long state = join(key, Double.doubleToLongBits(node.state(i)));
                cells += join(state, value(node.value(i)));
            }
        }
        return join(print(id, PASSED), cells);
    }

    private long value(GunValue value) {
        if (value instanceof GunValue.Text text) {
            return join(hash.hash(text.value()), TEXT);
        }
        if (value instanceof GunValue.Link link) {
            return join(hash.hash(link.soul()), LINK);
        }
        return value instanceof GunValue.Num number
                ? join(Double.doubleToLongBits(number.value()), NUMBER)
                : hash.hash(value.json());
    }

    /** A number for two, in their order; without the keys nobody can find other numbers that give the same. */
    private long join(long first, long second) {
        long x = first ^ key0;
        long y = second ^ key1;
        return Math.multiplyHigh(x, y) ^ (x * y);
    }

    // --- the memory of prints

    /** Remembers a print; returns whether it was new. */
    private boolean add(long print) {
        return put(print & ~TAG) == 0;
    }

    /** Remembers a print with its tag; returns the one that is remembered already, or 0. */
    private long put(long print) {
        long now = timers.now();
        if (young.size >= generationSize || now - youngSince >= generationMillis) {
            old = young;
            young = new Prints(old.slots.length / 2);
            youngSince = now;
        }
        long before = old.get(nonZero(print));
        return before != 0 ? before : young.put(nonZero(print));
    }

    private boolean contains(long print) {
        long found = nonZero(print & ~TAG);
        return young.get(found) != 0 || old.get(found) != 0;
    }

    /** Zero marks an empty slot. */
    private static long nonZero(long print) {
        return (print & ~TAG) == 0 ? print | (TAG + 1) : print;
    }

    /** How many slots a search for an id that was said looks at. */
    int probes(String id) {
        long print = nonZero(print(id, SAID) & ~TAG);
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

        /** The number that differs in its tag at most, or 0. */
        long get(long print) {
            return slots[slotOf(print)];
        }

        /** Adds a number unless there is one that differs in its tag at most; returns that, or 0. */
        long put(long print) {
            int slot = slotOf(print);
            long before = slots[slot];
            if (before == 0) {
                slots[slot] = print;
                if (2 * ++size > slots.length) {
                    grow();
                }
            }
            return before;
        }

        /** Where the number stands, or would. */
        private int slotOf(long print) {
            int mask = slots.length - 1;
            int slot = (int) (print >>> Integer.SIZE) & mask;
            while (slots[slot] != 0 && ((slots[slot] ^ print) & ~TAG) != 0) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        int probes(long print) {
            return ((slotOf(print) - (int) (print >>> Integer.SIZE)) & (slots.length - 1)) + 1;
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
