package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.store.MemoryGraph;
import dev.gunjava.wire.EncodedGraph;
import dev.gunjava.wire.FrameWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of nodes, in the text of replies. The texts of whole small nodes are kept while there is room and
 * nothing changes, those asked for longest ago going first: to print a node takes most of the time of a get. Owned by the
 * thread of the mesh.
 */
final class EncodedNodeCache {

    /** The least that a key weighs, in bytes of the graph. */
    private static final int LEAST_KEY = 40;

    /** The text of a node larger than this many bytes is not kept. */
    private static final int LARGEST_KEPT = 16 << 10;

    /** Map entry, text and array around the bytes. */
    private static final int OVERHEAD = 150;

    private final MemoryGraph graph;
    private final FrameWriter writer;
    private final long maxBytes;
    private final long largestNode;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Kept(int edition, EncodedGraph text) {
        long weight() {
            return (long) OVERHEAD + text.length();
        }
    }

    /**
     * @param maxBytes what the texts that are kept may take in all
     * @param keysPerMessage how many keys a text may have
     */
    EncodedNodeCache(MemoryGraph graph, FrameWriter writer, long maxBytes, int keysPerMessage) {
        this.graph = graph;
        this.writer = writer;
        this.maxBytes = maxBytes;
        this.largestNode = (long) LEAST_KEY * keysPerMessage;
    }

    /** Whether a node is answered from here: it fits into one message. */
    boolean takes(String soul) {
        return graph.weight(soul) <= largestNode;
    }

    /** All that is known of a node that is {@linkplain #takes answered from here}; null if nothing is. */
    @Nullable
    EncodedGraph whole(String soul) {
        int edition = graph.edition(soul);
        Kept known = kept.get(soul);
        if (known != null && known.edition() == edition) {
            return known.text();
        }
        Node node = graph.node(soul);
        if (node == null) {
            forget(soul);
            return null;
        }
        EncodedGraph text = writer.graph(List.of(node));
        keep(soul, new Kept(edition, text));
        return text;
    }

    private void keep(String soul, Kept text) {
        forget(soul);
        if (text.text().length() > LARGEST_KEPT) {
            return;
        }
        kept.put(soul, text);
        bytes += text.weight();
        for (Iterator<Kept> longestUnused = kept.values().iterator(); bytes > maxBytes; ) {
            bytes -= longestUnused.next().weight();
            longestUnused.remove();
        }
    }

    private void forget(String soul) {
        @Nullable Kept before = kept.remove(soul);
        bytes -= before == null ? 0 : before.weight();
    }

    /** The bytes that the texts take. */
    long bytes() {
        return bytes;
    }
}
