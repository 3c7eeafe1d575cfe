package dev.gunjava.mesh;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.wire.Message.Span;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a get wants of nodes, until its budget is used up. Lives for one get, on the thread of the mesh.
 *
 * <p>Source: gun.js {@code lib/radisk.js}: a text costs its length, anything else nine, and the item that uses up the
 * budget is still given.
 */
final class LexRange {

    private static final int COST = 9;

    private final Lex keys;
    private final Span span;
    private long spent;

    LexRange(Lex keys, Span span) {
        this.keys = keys;
        this.span = span;
    }

    /** The key to begin at in the direction of the range, or null for the first one. */
    @Nullable
    String start() {
        if (!span.reverse()) {
            return keys.lowest();
        }
        String past = keys.pastPrefix();
        String to = keys.exact() != null ? keys.exact() : keys.to();
        return past != null && (to == null || past.compareTo(to) < 0) ? past : to;
    }

    /** Whether no key that follows this one in the direction of the range can be one of it. */
    boolean isBeyond(String key) {
        if (span.reverse()) {
            String least = keys.lowest();
            return least != null && key.compareTo(least) <= 0;
        }
        String past = keys.pastPrefix();
        String to = keys.exact() != null ? keys.exact() : keys.to();
        return (to != null && key.compareTo(to) >= 0) || (past != null && key.compareTo(past) >= 0);
    }

    boolean reverse() {
        return span.reverse();
    }

    /** The one key that the range can have, or null if it can have several. */
    @Nullable
    String exact() {
        return keys.exact();
    }

    /** Whether the budget is used up. */
    boolean isSpent() {
        return spent >= span.budget();
    }

    /** The keys of a node, sorted as it is, that are chosen and affordable; null if there are none. */
    @Nullable
    Node of(Node node) {
        boolean[] chosen = new boolean[node.size()];
        int count = 0;
        for (int step = 0; step < node.size() && !isSpent(); step++) {
            int i = span.reverse() ? node.size() - 1 - step : step;
            if (keys.matches(node.key(i))) {
                chosen[i] = true;
                count++;
                spent += cost(node.value(i));
            }
        }
        if (count == node.size()) {
            return node;
        }
        Node.Builder part = Node.builder(node.soul());
        for (int i = 0; i < node.size(); i++) {
            if (chosen[i]) {
                part.add(node.key(i), node.value(i), node.state(i));
            }
        }
        return count == 0 ? null : part.build();
    }

    /** The length of a value's text, zero if it is no text. */
    static int length(GunValue value) {
        return value instanceof GunValue.Text text ? text.value().length() : 0;
    }

    private static int cost(GunValue value) {
        return value instanceof GunValue.Text text ? text.value().length() : COST;
    }
}
