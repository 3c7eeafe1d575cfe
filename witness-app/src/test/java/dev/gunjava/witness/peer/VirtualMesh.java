package dev.gunjava.witness.peer;

import dev.gunjava.witness.FieldEvent;
import dev.gunjava.witness.FieldRules;
import dev.gunjava.witness.LinkRules;
import dev.gunjava.witness.VirtualTime;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.MessageCodec;
import dev.gunjava.witness.protocol.WitnessCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Peers with their fields and their gossip as they are, on channels and in time that are simulated: nothing happens but by
 * {@link #pass}, and the same seed gives the same run.
 */
final class VirtualMesh {
    static final Set<Extension> ALL = EnumSet.allOf(Extension.class);
    static final Set<Extension> NONE = EnumSet.noneOf(Extension.class);

    final VirtualTime time = new VirtualTime();
    final List<Node> nodes = new ArrayList<>();
    final RandomGenerator random;

    VirtualMesh(RandomGenerator random) {
        this.random = random;
    }

    Node node() {
        Node node = new Node("node" + nodes.size());
        nodes.add(node);
        return node;
    }

    void pass(Duration duration) {
        time.pass(duration);
    }

    /** Opens a channel on which both sides have announced the same. */
    void connect(Node one, Node other, Set<Extension> announced) {
        VirtualLink there = new VirtualLink(time, 1 + random.nextInt(60));
        VirtualLink back = new VirtualLink(time, 1 + random.nextInt(60));
        one.open(other.name, there, announced, back);
        other.open(one.name, back, announced, there);
        one.greet(other.name);
        other.greet(one.name);
    }

    void disconnect(Node one, Node other) {
        one.close(other.name);
        other.close(one.name);
    }

    /** A peer: its field, its gossip, and what is said on its channels. */
    final class Node {
        final String name;
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final Drops drops;
        final WitnessField field;
        final Gossip gossip;
        final Map<String, Conversation> conversations = new LinkedHashMap<>();
        final List<String> closedForFlooding = new ArrayList<>();

        Node(String name) {
            this.name = name;
            PeerMetrics metrics = new PeerMetrics(registry);
            drops = new Drops(metrics);
            field = new WitnessField(
                    FieldRules.withTtl(FieldRules.DEPLOYED_TTL), time, time, time, random, this::changed);
            gossip = new Gossip(field, time, this::millis, this::later, drops, metrics, this::flooded);
            every(Gossip.COMPARE_MILLIS, gossip::compare);
            every(200, gossip::flush);
        }

        private void flooded(Conversation conversation) {
            closedForFlooding.add(conversation.peer);
            close(conversation.peer);
        }

        private long millis() {
            return TimeUnit.NANOSECONDS.toMillis(time.read());
        }

        private void later(Runnable task) {
            time.after(0, task);
        }

        private void changed(FieldEvent event) {
            later(() -> gossip.changed(event, conversations.values()));
        }

        private void every(long millis, Consumer<Conversation> task) {
            time.after(millis, () -> {
                conversations.values().forEach(task);
                every(millis, task);
            });
        }

        private void open(String peer, VirtualLink out, Set<Extension> announced, VirtualLink in) {
            Conversation conversation =
                    new Conversation(peer, out, new WitnessCodec(), announced, LinkRules.DEPLOYED, millis());
            conversations.put(peer, conversation);
            in.delivers(text -> {
                if (conversations.get(peer) == conversation) {
                    gossip.received(conversation, text);
                }
            });
        }

        /** Opens a channel to somebody who is no node, and returns what he hears on it. */
        VirtualLink open(String peer, Set<Extension> announced) {
            return open(peer, new WitnessCodec(), announced);
        }

        /** Opens a channel to somebody who writes his messages in his own way. */
        VirtualLink open(String peer, MessageCodec codec, Set<Extension> announced) {
            VirtualLink link = new VirtualLink(time, 1);
            conversations.put(peer, new Conversation(peer, link, codec, announced, LinkRules.DEPLOYED, millis()));
            return link;
        }

        void greet(String peer) {
            gossip.greet(conversations.get(peer));
        }

        void hears(String peer, String text) {
            gossip.received(conversations.get(peer), text);
        }

        private void close(String peer) {
            Conversation conversation = conversations.remove(peer);
            if (conversation != null) {
                conversation.link.abort();
            }
        }

        List<Witness> witnesses() {
            return field.witnesses();
        }

        double count(String meter, String... tags) {
            return registry.get(meter).tags(tags).counter().count();
        }
    }
}
