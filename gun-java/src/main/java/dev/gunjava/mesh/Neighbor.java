package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A neighbor and what is remembered of it while its connection lasts. Owned by the thread of the mesh. */
final class Neighbor {

    private static final Logger log = LoggerFactory.getLogger(Neighbor.class);

    /** Faults that are logged once per neighbor and then only counted. */
    enum Fault {
        UNREADABLE_FRAME,
        MALFORMED_MESSAGE,
        REFUSED_PUT,
        DROPPED_KEYS,
        UNKNOWN_MESSAGE,
        TOO_MANY_SUBSCRIPTIONS,
        WRONG_PEER_SECRET
    }

    /**
     * Gun ends a subscription with its connection alone, and relays keep so many for each and no more. At this many that
     * nobody here wants any longer, a new connection is worth its while.
     */
    private static final int UNWANTED = 1_000;

    /** A connection is to last this long at least, so that who reads many things once is not held up by dialing. */
    private static final long LASTING_MILLIS = 60_000;

    /** So that who asks for thousands of souls is not asked thousands of things in return. */
    private static final int ASKED_BACK_PER_SECOND = 50;

    final Connection connection;
    final Set<Interest> subscriptions = new HashSet<>(2);

    /** The order of its messages where some must wait for a store; null where none has to. */
    final NodePager.@Nullable Lane lane;

    /** The process id that it has stated; a claim. */
    @Nullable
    String pid;

    /** The nonce that we have chosen for this connection, once we have stated it. */
    @Nullable
    String nonce;

    /** The nonce that the neighbor has chosen for this connection. */
    @Nullable
    String theirNonce;

    /** When we last sent a handshake, by monotonic time in ms. */
    long greetedAt;

    /** Stands for the remote process; connections that are proven to be of one process share it. */
    private Object instance = this;

    private Role role;
    private final Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    private final Interests asked = new Interests();
    private final Interests toAskBack = new Interests();
    private final Interests answered = new Interests();
    private final Set<Fault> seen = EnumSet.noneOf(Fault.class);
    private boolean gone;
    private boolean unflushed;
    private long askedBackSince;
    private int askedBack;

    /** At how many asked interests to look how many of them are still wanted. */
    private int lookAt = UNWANTED;

    private final long since;

    /** The questions to clients that its gets may cause. */
    final Allowance questions;

    /** @param since when it has connected, by monotonic time in ms */
    Neighbor(Connection connection, NodePager.@Nullable Lane lane, Allowance questions, long since) {
        this.connection = connection;
        this.lane = lane;
        this.questions = questions;
        this.since = since;
        this.role = connection.dialed() ? Role.RELAY_DIALED : Role.CLIENT;
        this.capabilities.addAll(role.capabilities());
    }

    /** Whether we dialed it, so that closing the connection makes us dial it again. */
    boolean dialed() {
        return connection.dialed();
    }

    Role role() {
        return role;
    }

    boolean has(Capability capability) {
        return capabilities.contains(capability);
    }

    /**
     * Changes the role; {@link Neighbors#promote} is the way to do this. A client was asked for what it has itself alone,
     * so a relay is asked anew.
     */
    void promote(Role higher) {
        role = higher;
        asked.clear();
        capabilities.addAll(higher.capabilities());
    }

    /** Grants a capability beyond those of the role; {@link Neighbors#grant} is the way to do this. */
    void grant(Capability capability) {
        capabilities.add(capability);
    }

    /** Whether it has asked for a node, or for any key of it. */
    boolean hasAskedAbout(String soul) {
        return subscriptions.stream().anyMatch(interest -> interest.soul().equals(soul));
    }

    /** Whether it has asked for a node, or for one of these keys of it. */
    boolean isToldOf(Node keys) {
        return subscriptions.contains(new Interest(keys.soul(), null))
                || keys.keys().stream().anyMatch(key -> subscriptions.contains(new Interest(keys.soul(), key)));
    }

    /** Notes that the neighbor was asked; returns whether it was not asked for this, or more, before. */
    boolean ask(Interest interest) {
        return !asked.contains(interest.whole()) && asked.add(interest);
    }

    /** Whether it tells us of so much that nobody here wants any more that it should be dialed anew; says so once. */
    boolean isStale(Predicate<Interest> wanted, long nowMillis) {
        if (asked.size() < lookAt) {
            return false;
        }
        int unwanted = asked.count(wanted.negate());
        boolean stale = unwanted >= UNWANTED && nowMillis - since >= LASTING_MILLIS;
        lookAt = stale ? Integer.MAX_VALUE : asked.size() + Math.max(UNWANTED / 10, UNWANTED - unwanted);
        return stale;
    }

    /** Notes what it is to be asked back, if it was not asked before; returns whether there was nothing to ask. */
    boolean queueAskBack(Interest interest) {
        boolean first = toAskBack.isEmpty();
        return !asked.contains(interest) && !asked.contains(interest.whole()) && toAskBack.add(interest) && first;
    }

    /** Takes from the queue what it is asked back now: at most {@link #ASKED_BACK_PER_SECOND} things a second. */
    List<Interest> takeAskBacks(long nowMillis) {
        if (nowMillis - askedBackSince >= 1_000) {
            askedBackSince = nowMillis;
            askedBack = 0;
        }
        List<Interest> taken = new ArrayList<>();
        while (!toAskBack.isEmpty() && askedBack < ASKED_BACK_PER_SECOND) {
            Interest next = toAskBack.removeOldest();
            if (ask(next)) {
                taken.add(next);
                askedBack++;
            }
        }
        return taken;
    }

    boolean hasAskBacks() {
        return !toAskBack.isEmpty();
    }

    /** Notes that the neighbor has answered; a relay has told what it knew then, and will tell what changes. */
    void answer(Interest interest) {
        if (has(Capability.KEEPS_US_CURRENT)) {
            answered.add(interest);
        }
    }

    boolean hasAnswered(Interest interest) {
        return answered.contains(interest) || answered.contains(interest.whole());
    }

    /** Logs a fault once for each kind; after that it is only counted. */
    void complain(Fault fault, String detail) {
        if (seen.add(fault)) {
            log.info("{}: {} ({}); more of this kind is only counted", this, fault, detail);
        }
    }

    /** Notes that its connection is no more; work that waits for a store may still concern it. */
    void leave() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /** Notes that something waits to be flushed; returns whether nothing did before. */
    boolean markUnflushed() {
        boolean before = unflushed;
        unflushed = true;
        return !before;
    }

    void flush() {
        unflushed = false;
        connection.flush();
    }

    /** Whether both are proven to be connections of the same remote instance. */
    boolean sameInstance(@Nullable Neighbor other) {
        return other != null && instance == other.instance;
    }

    void proveSameInstance(Neighbor other) {
        instance = other.instance;
    }

    /** Whether both state the same process id, which proves nothing. */
    boolean claimsSamePid(Neighbor other) {
        return pid != null && pid.equals(other.pid);
    }

    @Override
    public String toString() {
        return connection.name();
    }
}
