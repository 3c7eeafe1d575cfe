package dev.gunjava.mesh;

import dev.gunjava.mesh.Budget.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of changes of what: a get subscribes, a disconnect ends it. Gun has no other way to end a subscription,
 * so each neighbor has a bound. Owned by the thread of the mesh.
 *
 * <p>Source: gun.js {@code axe.js}.
 */
final class Subscriptions {

    /*
     * What a subscription takes besides its names, in bytes: the interest, its entries in the tables of the neighbor and of
     * the souls, the list of subscribers; and as much again where a key has a table of its own.
     */
    private static final int SUBSCRIPTION_BYTES = 400;

    private static final int KEY_BYTES = 200;

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
        long weight = weight(interest);
        if (neighbor.subscriptions.size() >= perPeer
                || !neighbor.connection.account().of(Use.SUBSCRIBED).admits(weight)) {
            return false;
        }
        neighbor.connection.account().of(Use.SUBSCRIBED).hold(weight);
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

    private static long weight(Interest interest) {
        int key = interest.key() == null ? 0 : KEY_BYTES + 2 * interest.key().length();
        return SUBSCRIPTION_BYTES + 2L * interest.soul().length() + key;
    }

    void remove(Neighbor neighbor) {
        for (Interest interest : neighbor.subscriptions) {
            neighbor.connection.account().of(Use.SUBSCRIBED).release(weight(interest));
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

    /** The subscribers of a node, and of keys of it; some of them more than once. */
    Stream<Neighbor> subscribers(String soul) {
        Topic topic = topics.get(soul);
        return topic == null
                ? Stream.empty()
                : Stream.concat(
                        topic.whole.stream(), topic.byKey.values().stream().flatMap(List::stream));
    }

    /** Whether one of the subscribers of a node, or of a key of it, is such a one. */
    boolean anySubscriber(String soul, Predicate<Neighbor> such) {
        return subscribers(soul).anyMatch(such);
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
