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
 * so each neighbor has a bound. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code axe.js}.
 */
final class Subscriptions {

    private final int perPeer;
    private final Map<String, Topic> topics = new HashMap<>();

    /** The subscribers of one soul. */
    static final class Topic {
        final List<Neighbor> whole = new ArrayList<>(1);
        final Map<String, List<Neighbor>> byKey = new HashMap<>(0);

        private boolean isEmpty() {
            return whole.isEmpty() && byKey.isEmpty();
        }
    }

    Subscriptions(int perPeer) {
        this.perPeer = perPeer;
    }

    /** Subscribes a neighbor; returns false if it has reached its bound. */
    boolean add(Neighbor neighbor, Interest interest) {
        if (neighbor.subscriptions.contains(interest) || neighbor.subscriptions.contains(interest.whole())) {
            return true;
        }
        if (neighbor.subscriptions.size() >= perPeer) {
            return false;
        }
        neighbor.subscriptions.add(interest);
        Topic topic = topics.computeIfAbsent(interest.soul(), soul -> new Topic());
        if (interest.key() == null) {
            topic.whole.add(neighbor);
        } else {
            topic.byKey
                    .computeIfAbsent(interest.key(), key -> new ArrayList<>(1))
                    .add(neighbor);
        }
        return true;
    }

    void remove(Neighbor neighbor) {
        for (Interest interest : neighbor.subscriptions) {
            Topic topic = topics.get(interest.soul());
            if (topic == null) {
                continue;
            }
            if (interest.key() == null) {
                topic.whole.remove(neighbor);
            } else {
                topic.byKey.computeIfPresent(interest.key(), (key, peers) -> {
                    peers.remove(neighbor);
                    return peers.isEmpty() ? null : peers;
                });
            }
            if (topic.isEmpty()) {
                topics.remove(interest.soul());
            }
        }
        neighbor.subscriptions.clear();
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

    /** Whether anybody but one neighbor is told of changes of all this, or at least of some of it. */
    boolean wantedByOthers(Interest interest, Neighbor one) {
        Topic topic = topics.get(interest.soul());
        if (topic == null) {
            return false;
        }
        Stream<Neighbor> ofKeys = interest.key() == null
                ? topic.byKey.values().stream().flatMap(List::stream)
                : topic.byKey.getOrDefault(interest.key(), List.of()).stream();
        return Stream.concat(topic.whole.stream(), ofKeys).anyMatch(neighbor -> neighbor != one);
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
