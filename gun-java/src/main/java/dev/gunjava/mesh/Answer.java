package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.limits.SendLimits;
import dev.gunjava.mesh.Gets.Reach;
import dev.gunjava.mesh.LookupTable.Asker;
import dev.gunjava.mesh.NodeSlices.Found;
import dev.gunjava.mesh.Task.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a get that may be large, written message by message as its neighbor takes them: nothing is encoded ahead.
 * Owned by the thread of the mesh.
 *
 * <p>A message goes out when it is known whether another one follows, which it says in {@code %}.
 */
final class Answer {

    /** How many slices without a wanted key one step looks at. */
    private static final int LOOKED_AT = 64;

    private final Asker asker;
    private final NodeSlices slices;
    private final LexRange range;
    private final SendLimits limits;
    private final Gets gets;
    private final @Nullable Interest interest;
    private final Reach reach;
    private List<Node> gathered = new ArrayList<>();
    private int keys;
    private int bytes;
    private boolean begun;
    private boolean needed;

    /**
     * An answer of which nothing is sent.
     *
     * @param interest what others may be asked for too, or null for a choice of nodes
     * @param reach how far the question goes if nothing is known here
     */
    Answer(
            Asker asker,
            NodeSlices slices,
            LexRange range,
            SendLimits limits,
            Gets gets,
            @Nullable Interest interest,
            Reach reach) {
        this.asker = asker;
        this.slices = slices;
        this.range = range;
        this.limits = limits;
        this.gets = gets;
        this.interest = interest;
        this.reach = reach;
    }

    /** Looks at a bounded part of the graph, and sends one message at most. */
    Progress step() {
        int looked = 0;
        for (; looked < LOOKED_AT; looked++) {
            Found found = range.isSpent() ? Found.END : slices.next();
            if (found == Found.END) {
                end();
                return Progress.DONE;
            }
            Node part = found == Found.SLICE ? range.of(slices.slice()) : null;
            if (part != null && gather(part)) {
                return Progress.CONTINUES;
            }
        }
        return asker.neighbor().scanned(looked) ? Progress.CONTINUES : Progress.WAITS;
    }

    /** Adds to the next message; sends the one before if there is no room in it. Returns whether one was sent. */
    private boolean gather(Node part) {
        boolean full = keys + part.size() > limits.keysPerMessage()
                || bytes >= limits.answerMessageBytes()
                || (!gathered.isEmpty()
                        && gathered.get(gathered.size() - 1).soul().equals(part.soul()));
        if (full) {
            send(true);
        }
        gathered.add(part);
        keys += 1 + part.size();
        for (int i = 0; i < part.size(); i++) {
            bytes += LexRange.length(part.value(i));
        }
        return full;
    }

    private void send(boolean more) {
        gathered.sort(Comparator.comparing(Node::soul));
        needed |= gets.data(asker, gathered, more, begun || more);
        begun = true;
        gathered = new ArrayList<>();
        keys = 0;
        bytes = 0;
    }

    private void end() {
        if (!gathered.isEmpty()) {
            send(false);
        }
        if (begun) {
            gets.answered(asker, interest, needed);
        } else {
            gets.nothing(asker, interest, reach);
        }
    }
}
