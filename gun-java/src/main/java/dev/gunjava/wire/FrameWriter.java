package dev.gunjava.wire;

import dev.gunjava.graph.EcmaScript;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages as JSON text, byte for byte as JavaScript would print the same values. Owned by one thread, whose
 * buffer it reuses.
 */
public final class FrameWriter {

    /** A buffer that once held a large answer is not kept for ever. */
    private static final int KEPT_CAPACITY = 1 << 20;

    private StringBuilder out = new StringBuilder(1_024);

    /** A get, of one soul and one key or all. */
    public EncodedMessage get(String id, String soul, @Nullable String key, @Nullable Integer hash) {
        start(id);
        return endGet(soul, key, hash);
    }

    /** A get for what the receiver itself has; it is not to ask others. */
    public EncodedMessage directGet(String id, String soul, @Nullable String key, @Nullable Integer hash) {
        start(id);
        out.append(",\"nts\":1");
        return endGet(soul, key, hash);
    }

    private EncodedMessage endGet(String soul, @Nullable String key, @Nullable Integer hash) {
        if (hash != null) {
            out.append(",\"##\":").append(hash.intValue());
        }
        EcmaScript.appendQuoted(out.append(",\"get\":{\"#\":"), soul);
        if (key != null) {
            EcmaScript.appendQuoted(out.append(",\".\":"), key);
        }
        out.append('}');
        return end();
    }

    /** A get with a choice of keys, as it came. */
    public EncodedMessage get(String id, String soul, Lex key) {
        start(id);
        EcmaScript.appendQuoted(out.append(",\"get\":{\"#\":"), soul);
        out.append(",\".\":{");
        int before = out.length();
        appendBound("=", key.exact(), before);
        appendBound("*", key.prefix(), before);
        appendBound(">", key.from(), before);
        appendBound("<", key.to(), before);
        out.append("}}");
        return end();
    }

    private void appendBound(String operator, @Nullable String bound, int before) {
        if (bound != null) {
            out.append(out.length() > before ? ",\"" : "\"").append(operator).append("\":");
            EcmaScript.appendQuoted(out, bound);
        }
    }

    /** A put to one neighbor, which asks for acks if a budget is given. */
    public EncodedMessage put(String id, List<Node> nodes, Message.@Nullable AckBudget ok) {
        return put(id, "", nodes, ok);
    }

    /**
     * A put, which asks for acks if a budget is given.
     *
     * @param others the receivers of this put, separated by commas, who need not tell each other; or empty
     */
    public EncodedMessage put(String id, String others, List<Node> nodes, Message.@Nullable AckBudget ok) {
        start(id);
        if (!others.isEmpty()) {
            EcmaScript.appendQuoted(out.append(",\"><\":"), others);
        }
        if (ok != null) {
            out.append(",\"ok\":{\"@\":")
                    .append(ok.remaining())
                    .append(",\"/\":")
                    .append(ok.peers())
                    .append('}');
        }
        out.append(",\"put\":");
        appendGraph(nodes);
        return end();
    }

    /** A data reply. Its {@code ##} is the hash of the very text of its nodes. */
    public EncodedMessage reply(String id, String to, EncodedGraph graph, boolean more) {
        start(id);
        EcmaScript.appendQuoted(out.append(",\"@\":"), to);
        if (more) {
            out.append(",\"%\":1");
        }
        out.append(",\"put\":");
        int put = out.length();
        out.append(",\"##\":").append(graph.hash()).append('}');
        return new EncodedMessage(out, put, graph.utf8());
    }

    /** Nodes, for any number of replies. */
    public EncodedGraph graph(List<Node> nodes) {
        out.setLength(0);
        appendGraph(nodes);
        EncodedGraph graph = new EncodedGraph(out.toString());
        giveBack();
        return graph;
    }

    /** The answer to a get for which there is nothing. */
    public EncodedMessage notFound(String id, String to) {
        start(id);
        EcmaScript.appendQuoted(out.append(",\"@\":"), to);
        return end();
    }

    /** An ack: of a put that was accepted, or refused for a reason. */
    public EncodedMessage ack(String id, String to, @Nullable String error) {
        start(id);
        EcmaScript.appendQuoted(out.append(",\"@\":"), to);
        if (error == null) {
            out.append(",\"ok\":{\"\":1}");
        } else {
            EcmaScript.appendQuoted(out.append(",\"err\":"), error);
        }
        return end();
    }

    /**
     * An ack of another peer, on its way back to who wrote the put: all that it says is as it came.
     *
     * @param to the id that the put has on that way
     */
    public EncodedMessage ack(Message.Ack ack, String to) {
        start(ack.id());
        EcmaScript.appendQuoted(out.append(",\"@\":"), to);
        if (ack.error() != null) {
            EcmaScript.appendQuoted(out.append(",\"err\":"), ack.error());
        }
        if (ack.ok() != null) {
            out.append(",\"ok\":").append(ack.ok());
        }
        return end();
    }

    /** An ack of a put that is on disk, in the form in which gun.js says so. */
    public EncodedMessage stored(String id, String to) {
        start(id);
        EcmaScript.appendQuoted(out.append(",\"@\":"), to);
        out.append(",\"ok\":true");
        return end();
    }

    /** A handshake. */
    public EncodedMessage hello(Message.Hello hello) {
        start(hello.id());
        out.append(",\"dam\":\"?\"");
        appendMember(",\"pid\":", hello.pid());
        appendMember(",\"@\":", hello.to());
        appendMember(",\"nonce\":", hello.nonce());
        appendMember(",\"echo\":", hello.echo());
        appendMember(",\"mac\":", hello.mac());
        return end();
    }

    private void appendMember(String name, @Nullable String value) {
        if (value != null) {
            EcmaScript.appendQuoted(out.append(name), value);
        }
    }

    /** A complaint about a frame that could not be read. */
    public EncodedMessage complaint(String error) {
        out.setLength(0);
        EcmaScript.appendQuoted(out.append("{\"dam\":\"!\",\"err\":"), error);
        return end();
    }

    private void start(String id) {
        out.setLength(0);
        EcmaScript.appendQuoted(out.append("{\"#\":"), id);
    }

    private EncodedMessage end() {
        EncodedMessage message = new EncodedMessage(out.append('}'));
        giveBack();
        return message;
    }

    private void giveBack() {
        if (out.capacity() > KEPT_CAPACITY) {
            out = new StringBuilder(1_024);
        }
    }

    private void appendGraph(List<Node> nodes) {
        out.append('{');
        for (int i = 0; i < nodes.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            appendNode(nodes.get(i));
        }
        out.append('}');
    }

    /**
     * Writes a node with its metadata where sorting by UTF-16 unit puts it, so that a snapshot, whose keys are sorted,
     * has the text and hence the hash that a gun.js relay gives the same content.
     */
    private void appendNode(Node node) {
        EcmaScript.appendQuoted(out, node.soul());
        out.append(":{");
        boolean metadataDue = true;
        for (int i = 0; i < node.size(); i++) {
            String key = node.key(i);
            if (metadataDue && key.compareTo("_") > 0) {
                appendMetadata(node);
                out.append(',');
                metadataDue = false;
            }
            EcmaScript.appendQuoted(out, key);
            EcmaScript.appendValue(out.append(':'), node.value(i));
            out.append(',');
        }
        if (metadataDue) {
            appendMetadata(node);
        } else {
            out.setLength(out.length() - 1);
        }
        out.append('}');
    }

    private void appendMetadata(Node node) {
        EcmaScript.appendQuoted(out.append("\"_\":{\"#\":"), node.soul());
        out.append(",\">\":{");
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            EcmaScript.appendQuoted(out, node.key(i));
            EcmaScript.appendNumber(out.append(':'), node.state(i));
        }
        out.append("}}");
    }
}
