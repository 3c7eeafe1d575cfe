package dev.gunjava.mesh;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.SendLimits;
import dev.gunjava.store.MemoryGraph;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a get may concern, in slices of bounded size and in the order in which it wants them. Each call looks at
 * a bounded number of names. Lives for one get, on the thread of the mesh.
 */
interface NodeSlices {

    /** What a call has found. */
    enum Found {
        /** A slice is there. */
        SLICE,
        /** Nothing yet; call again. */
        NOTHING_YET,
        /** There is no more. */
        END
    }

    /** Goes on to the next slice. */
    Found next();

    /** The slice that the last call has found; keys that the get does not want may be among it. */
    Node slice();

    /** The keys of one node in the graph. */
    final class OfNode implements NodeSlices {
        private final MemoryGraph graph;
        private final SendLimits limits;
        private final String soul;
        private final LexRange range;
        private @Nullable String from;
        private boolean inclusive = true;
        private boolean ended;
        private @Nullable Node slice;

        OfNode(MemoryGraph graph, SendLimits limits, String soul, LexRange range) {
            this.graph = graph;
            this.limits = limits;
            this.soul = soul;
            this.range = range;
            this.from = range.start();
        }

        @Override
        public Found next() {
            if (ended) {
                return Found.END;
            }
            String exact = range.exact();
            if (exact != null) {
                ended = true;
                slice = graph.cell(soul, exact);
                return slice == null ? Found.END : Found.SLICE;
            }
            MemoryGraph.Slice found = graph.slice(
                    soul, from, inclusive, range.reverse(), limits.keysPerMessage(), limits.answerMessageBytes());
            if (found == null || found.keys().isEmpty()) {
                ended = true;
                return Found.END;
            }
            slice = found.keys();
            from = slice.key(range.reverse() ? 0 : slice.size() - 1);
            inclusive = false;
            ended = found.last() || range.isBeyond(from);
            return Found.SLICE;
        }

        @Override
        public Node slice() {
            return present(slice);
        }
    }

    /** The keys of a choice of nodes in the graph, whose souls are put in order first if they are not. */
    final class OfChoice implements NodeSlices {
        private final MemoryGraph graph;
        private final SendLimits limits;
        private final Lex souls;
        private final LexRange range;
        private @Nullable String soul;
        private @Nullable OfNode node;

        OfChoice(MemoryGraph graph, SendLimits limits, Lex souls, LexRange range) {
            this.graph = graph;
            this.limits = limits;
            this.souls = souls;
            this.range = range;
        }

        @Override
        public Found next() {
            if (node != null && node.next() == Found.SLICE) {
                return Found.SLICE;
            }
            node = null;
            if (!graph.order()) {
                return Found.NOTHING_YET;
            }
            soul = graph.soul(souls, soul, range.reverse());
            if (soul == null) {
                return Found.END;
            }
            if (souls.matches(soul)) {
                node = new OfNode(graph, limits, soul, range);
            }
            return Found.NOTHING_YET;
        }

        @Override
        public Node slice() {
            return present(node).slice();
        }
    }

    /** The keys of nodes that a store has found, whose keys are sorted whichever the direction. */
    final class OfFound implements NodeSlices {
        private final Iterator<Node> nodes;
        private final boolean reverse;
        private final int mostKeys;
        private final int mostBytes;
        private Node node = Node.builder("").build();
        private int taken;
        private @Nullable Node slice;

        OfFound(List<Node> found, SendLimits limits, boolean reverse) {
            this.nodes = found.iterator();
            this.reverse = reverse;
            this.mostKeys = limits.keysPerMessage();
            this.mostBytes = limits.answerMessageBytes();
        }

        @Override
        public Found next() {
            while (taken == node.size()) {
                if (!nodes.hasNext()) {
                    return Found.END;
                }
                node = nodes.next();
                taken = 0;
            }
            int count = 0;
            for (int bytes = 0; taken + count < node.size() && count < mostKeys && bytes < mostBytes; count++) {
                bytes += LexRange.length(node.value(reverse ? node.size() - 1 - taken - count : taken + count));
            }
            int first = reverse ? node.size() - taken - count : taken;
            Node.Builder keys = Node.builder(node.soul());
            for (int i = first; i < first + count; i++) {
                keys.add(node.key(i), node.value(i), node.state(i));
            }
            taken += count;
            slice = keys.build();
            return Found.SLICE;
        }

        @Override
        public Node slice() {
            return present(slice);
        }
    }

    private static <T> T present(@Nullable T found) {
        if (found == null) {
            throw new IllegalStateException("no slice was found");
        }
        return found;
    }
}
