package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.wire.EncodedMessage;
import dev.gunjava.wire.Message;
import dev.gunjava.wire.Message.AckBudget;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes to those they concern: subscribers get the keys they asked for, and those that receive everything get
 * it, but for what {@link Sender} would withhold. Receivers of the same keys share one encoded message. Owned by the thread of the mesh.
 */
final class Fanout {

    /** gun.js looks at no more of {@code ><} than this. */
    private static final int OTHERS_READ = 99;

    /** gun.js names no more than this many. */
    private static final int OTHERS_NAMED = 7;

    private final Subscriptions subscriptions;
    private final Neighbors neighbors;
    private final Sender sender;
    private final Dedup dedup;

    Fanout(Subscriptions subscriptions, Neighbors neighbors, Sender sender, Dedup dedup) {
        this.subscriptions = subscriptions;
        this.neighbors = neighbors;
        this.sender = sender;
        this.dedup = dedup;
    }

    /**
     * The message that brought changes about, so far as those who hear of them are concerned.
     *
     * @param from the neighbor that sent it, or null for a write of our own or one that was held back
     * @param id its id, to be kept if it goes on unchanged, so that it is known when it comes round
     * @param nodes what a message of a neighbor said
     * @param intact whether all of it changed something
     * @param ok the acks that it still wants, or null if none
     * @param others the neighbors that its sender told as well
     * @param served neighbors who learn of it in another way
     */
    record Cause(
            @Nullable Neighbor from,
            String id,
            List<Node> nodes,
            boolean intact,
            @Nullable AckBudget ok,
            String others,
            Set<Neighbor> served) {

        /** A put of a neighbor. */
        static Cause put(Neighbor from, Message.Put put, boolean intact) {
            String others = from.has(Capability.NAMES_RECEIVERS) ? put.others() : "";
            return new Cause(from, put.id(), put.nodes(), intact, put.ok(), others, Set.of());
        }

        /** A change of our own, or one that was held back. */
        static Cause own(String id) {
            return new Cause(null, id, List.of(), false, null, "", Set.of());
        }

        /** A reply of a neighbor. */
        static Cause reply(Message.Reply reply, Neighbor from, Set<Neighbor> served) {
            return new Cause(from, reply.id(), reply.nodes(), false, null, "", served);
        }

        /** The same, of which these have learnt already. */
        Cause servedAlready(Set<Neighbor> peers) {
            return new Cause(from, id, nodes, intact, ok, others, peers);
        }
    }

    /** Told of the ids under which changes were sent to the same neighbors, so that acks find back. */
    interface Sent {
        void as(List<String> ids, List<Neighbor> receivers);
    }

    /**
     * Sends changes on, unless the message that brought them was passed on before and its nodes were forgotten since.
     *
     * @return how many neighbors they went to
     */
    int send(List<Node> changes, Cause cause, Sent sent) {
        List<Group> groups = groups(changes, cause);
        if (groups.isEmpty() || (cause.from() != null && !dedup.pass(cause.id(), cause.nodes()))) {
            return 0;
        }
        int receivers = 0;
        for (Group group : groups) {
            List<List<Node>> pieces = sender.chunks(group.part());
            boolean unchanged = cause.intact() && group.part() == changes && pieces.size() == 1;
            String kept = unchanged && dedup.say(cause.id()) ? cause.id() : null;
            List<String> ids = new ArrayList<>(pieces.size());
            for (List<Node> piece : pieces) {
                String id = kept == null ? freshId(piece) : kept;
                ids.add(id);
                EncodedMessage message = sender.writer().put(id, names(group.peers()), piece, countDown(cause.ok()));
                int sharers = group.peers().size();
                OutgoingPut put = OutgoingPut.of(id, piece, message);
                group.peers().forEach(neighbor -> sender.tell(neighbor, put, sharers));
            }
            receivers += group.peers().size();
            if (cause.ok() != null) {
                sent.as(ids, group.peers());
            }
        }
        return receivers;
    }

    /** An id for a message of ours, known when it comes round. */
    private String freshId(List<Node> nodes) {
        String id = sender.freshId();
        dedup.say(id);
        dedup.pass(id, nodes);
        return id;
    }

    private @Nullable AckBudget countDown(@Nullable AckBudget ok) {
        return ok == null ? null : new AckBudget(Math.max(0, ok.remaining() - 1), neighbors.size());
    }

    /** Neighbors that all want the same part of some changes. */
    private record Group(List<Node> part, List<Neighbor> peers) {}

    private List<Group> groups(List<Node> changes, Cause cause) {
        Subscriptions.Topic only =
                changes.size() == 1 ? subscriptions.topic(changes.get(0).soul()) : null;
        if (changes.size() == 1 && (only == null || only.byKey.isEmpty())) {
            List<Neighbor> all = new ArrayList<>();
            String soul = changes.get(0).soul();
            for (Neighbor neighbor : neighbors.with(Capability.RECEIVES_EVERYTHING)) {
                if (concerns(neighbor, cause) && sender.mayTell(neighbor, soul)) {
                    all.add(neighbor);
                }
            }
            for (Neighbor neighbor : only == null ? List.<Neighbor>of() : only.whole) {
                if (!neighbor.has(Capability.RECEIVES_EVERYTHING) && concerns(neighbor, cause)) {
                    all.add(neighbor);
                }
            }
            return all.isEmpty() ? List.of() : List.of(new Group(changes, all));
        }
        return new Grouping(changes, cause).groups();
    }

    private static boolean concerns(Neighbor neighbor, Cause cause) {
        return !neighbor.sameInstance(cause.from())
                && !cause.served().contains(neighbor)
                && (cause.others().isEmpty() || !isNamed(neighbor, cause.others()));
    }

    /** The receivers by their process ids, as far as they are read: those who know each other need not pass this on. */
    private static String names(List<Neighbor> receivers) {
        if (receivers.size() == 1) {
            return "";
        }
        StringJoiner names = new StringJoiner(",");
        int named = 0;
        for (Neighbor neighbor : receivers) {
            String pid = neighbor.pid;
            if (pid == null || pid.indexOf(',') >= 0) {
                continue;
            }
            if (++named > OTHERS_NAMED || names.length() + 1 + pid.length() > OTHERS_READ) {
                break;
            }
            names.add(pid);
        }
        return names.toString();
    }

    private static boolean isNamed(Neighbor neighbor, String others) {
        String read = others.substring(0, Math.min(OTHERS_READ, others.length()));
        for (String name : read.split(",", -1)) {
            if (!name.isEmpty() && (name.equals(neighbor.pid) || name.equals(neighbor.connection.name()))) {
                return true;
            }
        }
        return false;
    }

    /** Collects, for changes of several nodes or with subscribers of single keys, who wants which; lives for one send. */
    private final class Grouping {
        private final List<Node> changes;
        private final Cause cause;
        private final int[] firstBit;
        private final Map<Neighbor, BitSet> wanted = new LinkedHashMap<>();

        Grouping(List<Node> changes, Cause cause) {
            this.changes = changes;
            this.cause = cause;
            this.firstBit = new int[changes.size() + 1];
            for (int i = 0; i < changes.size(); i++) {
                firstBit[i + 1] = firstBit[i] + changes.get(i).size();
            }
            neighbors.with(Capability.RECEIVES_EVERYTHING).forEach(this::wantAll);
            for (int i = 0; i < changes.size(); i++) {
                wantOf(i, subscriptions.topic(changes.get(i).soul()));
            }
        }

        private void wantAll(Neighbor neighbor) {
            for (int i = 0; i < changes.size(); i++) {
                if (sender.mayTell(neighbor, changes.get(i).soul())) {
                    want(neighbor, firstBit[i], firstBit[i + 1]);
                }
            }
        }

        private void wantOf(int index, Subscriptions.@Nullable Topic topic) {
            if (topic == null) {
                return;
            }
            for (Neighbor neighbor : topic.whole) {
                want(neighbor, firstBit[index], firstBit[index + 1]);
            }
            if (topic.byKey.isEmpty()) {
                return;
            }
            Node node = changes.get(index);
            for (int k = 0; k < node.size(); k++) {
                for (Neighbor neighbor : topic.byKey.getOrDefault(node.key(k), List.of())) {
                    want(neighbor, firstBit[index] + k, firstBit[index] + k + 1);
                }
            }
        }

        private void want(Neighbor neighbor, int from, int to) {
            if (concerns(neighbor, cause)) {
                wanted.computeIfAbsent(neighbor, p -> new BitSet()).set(from, to);
            }
        }

        List<Group> groups() {
            Map<BitSet, List<Neighbor>> byWish = new LinkedHashMap<>();
            wanted.forEach((neighbor, wish) ->
                    byWish.computeIfAbsent(wish, w -> new ArrayList<>()).add(neighbor));
            List<Group> groups = new ArrayList<>(byWish.size());
            byWish.forEach((wish, peers) -> groups.add(new Group(part(wish), peers)));
            return groups;
        }

        private List<Node> part(BitSet wish) {
            if (wish.cardinality() == firstBit[changes.size()]) {
                return changes;
            }
            List<Node> part = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                Node node = changes.get(i);
                Node.Builder wished = Node.builder(node.soul());
                for (int bit = wish.nextSetBit(firstBit[i]);
                        bit >= 0 && bit < firstBit[i + 1];
                        bit = wish.nextSetBit(bit + 1)) {
                    int k = bit - firstBit[i];
                    wished.add(node.key(k), node.value(k), node.state(k));
                }
                if (wished.size() > 0) {
                    part.add(wished.size() == node.size() ? node : wished.build());
                }
            }
            return part;
        }
    }
}
