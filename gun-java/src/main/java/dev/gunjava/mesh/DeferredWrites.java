package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Writes whose state is ahead of our clock, held back until it has come. Each writer has a quota of keys and bytes; what
 * is less than {@link #SKEW_MILLIS} ahead is never refused, since honest clocks differ by as much. Owned by the thread of
 * the mesh.
 */
final class DeferredWrites {

    /** How far ahead a write may be without being refused for want of quota, in ms. */
    static final double SKEW_MILLIS = 2_000;

    /** What an entry takes besides its texts, with its node, its value and its place in the queue, in bytes. */
    private static final int ENTRY_BYTES = 300;

    private final Timers timers;
    private final Due due;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long sequence;
    private long alarmAt = Long.MAX_VALUE;

    DeferredWrites(Timers timers, Due due) {
        this.timers = timers;
        this.due = due;
    }

    /** Takes the writes whose time has come. */
    interface Due {
        /**
         * Merges a key whose time has come.
         *
         * @param barrier expects one part for this key
         */
        void merge(Node cell, CommitBarrier barrier);
    }

    /** What one writer has held back. */
    static final class Quota {
        private final Budget.Holding holding;
        private final int most;
        private int keys;

        /** @param most how many keys may be held back for this writer */
        Quota(Budget.Holding holding, int most) {
            this.holding = holding;
            this.most = most;
        }
    }

    private record Entry(
            long at, long sequence, Node cell, boolean near, CommitBarrier barrier, Quota quota, long weight)
            implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /** Whether the writer's quota has room for those of these nodes' keys that are ahead of our clock. */
    boolean hasRoom(List<Node> nodes, double now, Quota quota) {
        int keys = 0;
        long bytes = 0;
        for (Node node : nodes) {
            for (int i = 0; i < node.size(); i++) {
                if (node.state(i) > now + SKEW_MILLIS) {
                    keys++;
                    bytes += weight(node, i);
                }
            }
        }
        return keys == 0 || (quota.keys + keys <= quota.most && quota.holding.admits(bytes));
    }

    private static long weight(Node node, int index) {
        GunValue value = node.value(index);
        long text = value instanceof GunValue.Text known
                ? bytes(known.value())
                : value instanceof GunValue.Link link ? bytes(link.soul()) : 0;
        return ENTRY_BYTES + bytes(node.soul()) + bytes(node.key(index)) + text;
    }

    /** The JVM keeps a text in one byte for each UTF-16 unit if all are below 256, else in two. */
    private static long bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return 2L * text.length();
            }
        }
        return text.length();
    }

    /** Holds one key back. */
    void add(Node cell, double now, CommitBarrier barrier, Quota quota) {
        double ahead = cell.state(0) - now;
        long weight = weight(cell, 0);
        quota.keys++;
        quota.holding.hold(weight);
        barrier.expect();
        long at = timers.now() + (long) Math.ceil(ahead);
        entries.add(new Entry(at, sequence++, cell, ahead <= SKEW_MILLIS, barrier, quota, weight));
        if (at < alarmAt) {
            alarmAt = at;
            timers.after(at - timers.now(), this::release);
        }
    }

    private void release() {
        long now = timers.now();
        if (now < alarmAt) {
            // An earlier entry has come since this was set, and has set it anew.
            return;
        }
        for (Entry first = entries.peek(); first != null && first.at() <= now; first = entries.peek()) {
            entries.remove();
            forget(first);
            due.merge(first.cell(), first.barrier());
        }
        Entry next = entries.peek();
        alarmAt = next == null ? Long.MAX_VALUE : next.at();
        if (next != null) {
            timers.after(next.at() - now, this::release);
        }
    }

    private static void forget(Entry entry) {
        entry.quota().keys--;
        entry.quota().holding.release(entry.weight());
    }

    /** Drops what a writer that has left is waiting for, unless it is due at once; nobody would hear the ack. */
    void drop(Quota quota) {
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (entry.quota() == quota && !entry.near()) {
                all.remove();
                forget(entry);
            }
        }
    }

    /** How many keys are held back. */
    int size() {
        return entries.size();
    }
}
