package dev.gunjava.mesh;

import dev.gunjava.graph.Node;
import dev.gunjava.limits.GetLimits;
import dev.gunjava.limits.Limits;
import dev.gunjava.mesh.Budget.Use;
import dev.gunjava.mesh.DeferredWrites.Quota;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A neighbor and what is remembered of it while its connection lasts. Owned by the thread of the mesh. */
final class Neighbor {

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

    /** The least age of a connection that is dialed anew, so that reading many things once is not delayed by dialing. */
    private static final long LASTING_MILLIS = 60_000;

    private static final double MILLIS_PER_SECOND = 1_000;

    /** What is thought of a neighbor of which nothing is known. */
    private static final int UNKNOWN = 1;

    /** One more question in vain says no more about a neighbor. */
    static final int MOST_UNHELPFUL = 4;

    final Connection connection;

    /** Tells it from all other neighbors that are or were connected; {@link Neighbors#add} sets it. */
    int serial;

    final Set<Interest> subscriptions = new HashSet<>(2);

    /** Its messages, in order, until they are worked on. */
    final WorkQueue work;

    /** What it may have held back. */
    final Quota deferred;

    /** What its subscriptions pin in the graph. */
    final PinnedBytes pinned = new PinnedBytes();

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
    private final Interests asked;
    private final Interests toAskBack;
    private final Interests answered;
    private final Set<Fault> seen = EnumSet.noneOf(Fault.class);
    private boolean gone;
    private boolean unflushed;
    private long askedBackSince;
    private int askedBack;

    /** At how many asked interests to look how many of them are still wanted. */
    private int lookAt = UNWANTED;

    private final long since;

    private final GetLimits limits;
    private final Timers timers;
    private final FaultLog faults;
    private double scanTokens;
    private long scannedAt;

    /** The questions to clients that its gets may cause. */
    final Allowance questions;

    /** The questions that others may have us put to it: an attacker with many connections must not bury a client in them. */
    final Allowance bears;

    /** How unlikely it is to have what others ask for. */
    private int unhelpful = UNKNOWN;

    Neighbor(Connection connection, WorkQueue work, Limits limits, Timers timers, FaultLog faults) {
        GetLimits gets = limits.gets();
        this.connection = connection;
        this.work = work;
        this.deferred =
                new Quota(connection.account().of(Use.DEFERRED), limits.graph().deferred());
        this.questions = new Allowance(gets.questionsPerSecond(), gets.questionsAtOnce(), timers.now());
        this.bears = new Allowance(gets.bornePerSecond(), gets.borneAtOnce(), timers.now());
        this.limits = gets;
        this.scanTokens = gets.slicesAtOnce();
        // What a relay of ours is asked comes from our own program and from all clients together.
        Budget.Holding held = (connection.dialed() ? Budget.unbounded() : connection.account()).of(Use.ASKED);
        long interestBytes = connection.dialed() ? Long.MAX_VALUE : gets.interestBytes();
        this.asked = new Interests(held, gets.interests(), interestBytes);
        this.toAskBack = new Interests(held, gets.interests(), interestBytes);
        this.answered = new Interests(held, gets.interests(), interestBytes);
        this.timers = timers;
        this.faults = faults;
        this.since = timers.now();
        this.scannedAt = since;
        this.role = connection.dialed() ? Role.RELAY_DIALED : Role.CLIENT;
        this.capabilities.addAll(role.capabilities());
    }

    /**
     * Notes that so many slices of the graph were looked at for it in vain.
     *
     * @return whether more may be looked at now; if not, its queue is woken when they may
     */
    boolean scanned(int slices) {
        long now = timers.now();
        double slicesPerMilli = limits.slicesPerSecond() / MILLIS_PER_SECOND;
        scanTokens = Math.min(limits.slicesAtOnce(), scanTokens + (now - scannedAt) * slicesPerMilli) - slices;
        scannedAt = now;
        if (scanTokens >= 0) {
            return true;
        }
        timers.after((long) Math.ceil(-scanTokens / slicesPerMilli), work::wake);
        return false;
    }

    /** Whether it may be asked on behalf of another client: it takes what it is sent, and was not asked too much. */
    boolean bearsQuestion() {
        return connection.account().of(Use.UNSENT).held() < limits.borneBytes() && bears.isLeft(timers.now());
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
        return !gone && !asked.contains(interest.whole()) && asked.add(interest);
    }

    /** Notes that it is asked in vain, for now; {@link Neighbors#asked} is the way to do this. */
    void asked() {
        unhelpful = Math.min(unhelpful + 1, MOST_UNHELPFUL);
    }

    /** Notes that it had something; {@link Neighbors#helped} is the way to do this. */
    void helped() {
        unhelpful = 0;
    }

    /** Whether it was not asked in vain since it last had something. */
    boolean isHelpful() {
        return unhelpful == 0;
    }

    /** Its place among the clients that can be asked: those first that have helped, and of these the eldest. */
    long rank() {
        return ((long) unhelpful << Integer.SIZE) + serial;
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
        return !gone
                && !asked.contains(interest)
                && !asked.contains(interest.whole())
                && toAskBack.add(interest)
                && first;
    }

    /** Takes from the queue what it is asked back now: at most so many things a second. */
    List<Interest> takeAskBacks(long nowMillis) {
        if (nowMillis - askedBackSince >= 1_000) {
            askedBackSince = nowMillis;
            askedBack = 0;
        }
        List<Interest> taken = new ArrayList<>();
        while (!toAskBack.isEmpty() && askedBack < limits.askedBackPerSecond()) {
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

    /** Has the first fault of each kind logged, within the rate of all neighbors; the others are only counted. */
    void complain(Fault fault, String detail) {
        if (seen.add(fault)) {
            faults.complain(this, fault, detail);
        }
    }

    /** Notes that its connection is no more; work that waits for a store may still concern it. */
    void leave() {
        gone = true;
        asked.clear();
        toAskBack.clear();
        answered.clear();
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
