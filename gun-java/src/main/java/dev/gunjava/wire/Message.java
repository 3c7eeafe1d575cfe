package dev.gunjava.wire;

import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of the Gun protocol, as read from a frame and checked against the limits. */
public sealed interface Message {

    /** The message id ({@code #}), by which duplicates are recognized and answers find their way; anybody may use any id. */
    String id();

    /**
     * Asks for a node or some of its keys, and to be told of their changes from now on.
     *
     * @param soul the node asked for, or a choice of nodes
     * @param key the keys asked for; {@link Lex#all()} for the whole node
     * @param span how much of them, and from which end
     * @param hash the {@code ##} of an answer that the asker has already, or null
     * @param direct whether it asks for what the receiver itself has, who is not to ask others ({@code nts})
     * @param others the peers that the sender told as well ({@code ><}), empty if it named none
     */
    record Get(String id, Lex soul, Lex key, Span span, @Nullable Integer hash, boolean direct, String others)
            implements Message {}

    /**
     * How much of a range is asked for.
     *
     * @param budget the range ends with the item that uses this up: a text costs its length, anything else nine; {@link
     *     Integer#MAX_VALUE} for all of it
     * @param reverse whether to begin at the upper end
     */
    record Span(int budget, boolean reverse) {

        /** All of it. */
        public static final Span ALL = new Span(Integer.MAX_VALUE, false);
    }

    /**
     * Writes keys of nodes.
     *
     * @param nodes at least one node, each with at least one key
     * @param ok how many acks the writer still wants, or null if it wants none
     * @param others the peers that the sender told as well, empty if it named none
     */
    record Put(String id, List<Node> nodes, @Nullable AckBudget ok, String others) implements Message {}

    /**
     * Answers a get.
     *
     * @param to the id of the get
     * @param nodes what was found; empty for <em>not found</em>
     * @param hash the {@code ##} of the nodes' text as the answering peer wrote it, or null
     * @param more whether further answers to the same get follow ({@code %})
     * @param dropped how many keys were left out because they were invalid
     */
    record Reply(String id, String to, List<Node> nodes, @Nullable Integer hash, boolean more, int dropped)
            implements Message {}

    /**
     * Answers a put.
     *
     * @param to the id of the put
     * @param ok what the peer that gives it has to say, which is its own affair; null if it says nothing
     * @param error why the put was refused, or null if it was accepted
     */
    record Ack(String id, String to, @Nullable JsonText ok, @Nullable String error) implements Message {}

    /** A message between neighbors that is never passed on: {@code ?}, {@code !}, {@code hi} and unknown ones. */
    sealed interface Dam extends Message {}

    /**
     * The handshake, by which neighbors learn each other's process id. gun.js reads and writes {@code pid} and {@code @}
     * alone; the other members are ours.
     *
     * @param pid the sender's id, or null if it told none
     * @param to the id of the handshake that this answers, or null if an answer is wanted
     * @param nonce a number used once, that the sender has chosen for this connection, or null
     * @param echo the nonce that was received over another connection, or null
     * @param mac the proof that the sender knows the secret of the receiver's operator, or null
     */
    record Hello(
            String id,
            @Nullable String pid,
            @Nullable String to,
            @Nullable String nonce,
            @Nullable String echo,
            @Nullable String mac)
            implements Dam {}

    /** A message that says nothing: gun.js sends it to force a connection to be made. */
    record Hi(String id) implements Dam {}

    /** A complaint of the neighbor about something that we sent. */
    record Complaint(String id, String error) implements Dam {}

    /** A message that means nothing to us and is only counted. */
    record Unknown(String id, String what) implements Dam {}

    /**
     * A message that broke a rule; nothing of it may be merged or passed on.
     *
     * @param answerable whether the sender can make use of an ack with the reason
     */
    record Malformed(String id, String reason, boolean answerable) implements Message {}

    /**
     * How many more acks a put wants: the {@code ok} of a put.
     *
     * @param remaining {@code @}, counted down by each hop
     * @param peers {@code /}, the number of peers of the hop that sent it
     */
    record AckBudget(int remaining, int peers) {}
}
