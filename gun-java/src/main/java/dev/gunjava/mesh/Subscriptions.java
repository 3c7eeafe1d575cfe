package dev.gunjava.mesh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of changes of what: a get subscribes, a disconnect ends it. Gun has no other way to end a subscription,
 * so each neighbour has a bound. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code axe.js}.
 */
final class Subscriptions {

    private final int perPeer;
    private final Map<String, Topic> topics = new HashMap<>();

    /** The subscribers of one soul. */
    static final class Topic {
        final List<Peer> whole = new ArrayList<>(1);
        final Map<String, List<Peer>> byKey = new HashMap<>(0);

        private boolean isEmpty() {
            return whole.isEmpty() && byKey.isEmpty();
        }
    }

    Subscriptions(int perPeer) {
        this.perPeer = perPeer;
    }

    /** Subscribes a neighbour; returns false if it has reached its bound. */
    boolean add(Peer peer, Interest interest) {
        if (peer.subscriptions.contains(interest) || peer.subscriptions.contains(interest.whole())) {
            return true;
        }
        if (peer.subscriptions.size() >= perPeer) {
            return false;
        }
        peer.subscriptions.add(interest);
        Topic topic = topics.computeIfAbsent(interest.soul(), soul -> new Topic());
        if (interest.key() == null) {
            topic.whole.add(peer);
        } else {
            topic.byKey
                    .computeIfAbsent(interest.key(), key -> new ArrayList<>(1))
                    .add(peer);
        }
        return true;
    }

    void remove(Peer peer) {
        for (Interest interest : peer.subscriptions) {
            Topic topic = topics.get(interest.soul());
            if (topic == null) {
                continue;
            }
            if (interest.key() == null) {
                topic.whole.remove(peer);
            } else {
                topic.byKey.computeIfPresent(interest.key(), (key, peers) -> {
                    peers.remove(peer);
                    return peers.isEmpty() ? null : peers;
                });
            }
            if (topic.isEmpty()) {
                topics.remove(interest.soul());
            }
        }
        peer.subscriptions.clear();
    }

    @Nullable
    Topic topic(String soul) {
        return topics.get(soul);
    }

    /** Whether anybody is told of changes of all this, or at least of some of it. */
    boolean wanted(Interest interest) {
        Topic topic = topics.get(interest.soul());
        return topic != null
                && (interest.key() == null || !topic.whole.isEmpty() || topic.byKey.containsKey(interest.key()));
    }

    /** Whether anybody but one neighbour is told of changes of all this, or at least of some of it. */
    boolean wantedByOthers(Interest interest, Peer one) {
        Topic topic = topics.get(interest.soul());
        if (topic == null) {
            return false;
        }
        Stream<Peer> ofKeys = interest.key() == null
                ? topic.byKey.values().stream().flatMap(List::stream)
                : topic.byKey.getOrDefault(interest.key(), List.of()).stream();
        return Stream.concat(topic.whole.stream(), ofKeys).anyMatch(peer -> peer != one);
    }

    /** Everything that anybody is subscribed to, a whole node standing for its keys. */
    void forEachInterest(Consumer<Interest> action) {
        topics.forEach((soul, topic) -> {
            if (!topic.whole.isEmpty()) {
                action.accept(new Interest(soul, null));
            } else {
                topic.byKey.keySet().forEach(key -> action.accept(new Interest(soul, key)));
            }
        });
    }

    int size() {
        return topics.size();
    }
}
