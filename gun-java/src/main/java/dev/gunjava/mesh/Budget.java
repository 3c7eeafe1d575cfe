package dev.gunjava.mesh;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that connections cause this process to hold, each {@link Use} within a part of its own, so that a flood of one
 * kind costs nothing of the others. The graph, the remembered ids and the sockets themselves have bounds of their own.
 *
 * <p>What only the neighbor can release, such as a subscription, is held if it is {@link Holding#admits admitted}. When the
 * part is full, an owner of connections that holds less than the average is admitted at the cost of the latest one that holds
 * more, and any other is refused. So whoever comes late gets a fair part; whoever has no more than that is not closed, and
 * whoever came before a crowd is closed after it.
 *
 * <p>What our own work or the neighbor's reading releases is held unasked. If the part is exceeded by it, the connection
 * that has stood still for the longest is closed, and otherwise the largest.
 *
 * <p>This class is safe for use by any thread.
 */
public final class Budget {

    /** How long a connection must have stood still to be closed before a larger one, in ns. */
    static final long STILL_NANOS = 1_000_000_000;

    /** How long an average is good enough to refuse by, in ns: it costs a look at all connections. */
    private static final long AVERAGE_NANOS = 100_000_000;

    private static final String CROWDED_OUT = "there is no memory left for this connection";

    private final long share;
    private final LongSupplier nanos;
    private final Pool received;
    private final Pool unsent;
    private final Pool subscribed;
    private final Pool asked;
    private final Pool deferred;
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();
    private final AtomicLong opened = new AtomicLong();
    private final LongAdder closed = new LongAdder();

    /** What bytes are held for. */
    public enum Use {
        /** Frames that are not whole, or not worked through. */
        RECEIVED(2),
        /** Messages that the neighbor has not taken. */
        UNSENT(2),
        /** What the neighbor is subscribed to. */
        SUBSCRIBED(2),
        /** What the neighbor was asked, and is to be asked; the oldest is forgotten where there is no room. */
        ASKED(1),
        /** Writes whose state is ahead of our clock. */
        DEFERRED(1);

        private static final int WHOLE = 8;

        private final int eighths;

        Use(int eighths) {
            this.eighths = eighths;
        }
    }

    /**
     * A budget of which nothing is used.
     *
     * @param total the bound for all connections, in bytes
     * @param share the bound for each connection and use, in bytes
     * @param nanos the time, as of {@link System#nanoTime}
     */
    public Budget(long total, long share, LongSupplier nanos) {
        this.share = share;
        this.nanos = nanos;
        this.received = new Pool(Use.RECEIVED, total);
        this.unsent = new Pool(Use.UNSENT, total);
        this.subscribed = new Pool(Use.SUBSCRIBED, total);
        this.asked = new Pool(Use.ASKED, total);
        this.deferred = new Pool(Use.DEFERRED, total);
    }

    /** An account without a bound, for what the program itself holds, and what has a bound of its own. */
    public static Account unbounded() {
        return new Budget(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0).open(null, reason -> {});
    }

    /**
     * Opens the account of a connection.
     *
     * @param owner whose connections count as one, such as an address; null if this one counts alone
     * @param close closes the connection, for a reason; called by any thread, once at most, and with locks held, so it must
     *     only hand the work over
     */
    public Account open(@Nullable Object owner, Consumer<String> close) {
        Account account = new Account(owner, close);
        accounts.add(account);
        return account;
    }

    /** The bytes held for all connections. */
    public long held() {
        return Stream.of(received, unsent, subscribed, asked, deferred)
                .mapToLong(pool -> pool.held.get())
                .sum();
    }

    /** The bytes that may be held for one use of all connections. */
    public long bound(Use use) {
        return switch (use) {
            case RECEIVED -> received.bound;
            case UNSENT -> unsent.bound;
            case SUBSCRIBED -> subscribed.bound;
            case ASKED -> asked.bound;
            case DEFERRED -> deferred.bound;
        };
    }

    /** How many connections were closed to make room. */
    public long closed() {
        return closed.sum();
    }

    /** The part of the budget for one use. */
    private final class Pool {
        private final Use use;
        private final long bound;
        private final AtomicLong held = new AtomicLong();

        /** The part of {@link #held} that connections hold which are being closed. */
        private final AtomicLong leaving = new AtomicLong();

        /** What an owner held on the average when that was last computed, and when that was. */
        private long average = Long.MAX_VALUE;

        private long averagedAt;

        private Pool(Use use, long total) {
            this.use = use;
            this.bound = total / Use.WHOLE * use.eighths;
        }

        private boolean isExceeded(long more) {
            return held.get() - leaving.get() + more > bound;
        }

        /** Closes what has stood still for the longest, and otherwise the largest of the largest owner. */
        private synchronized void shrink() {
            while (use != Use.ASKED && isExceeded(0)) {
                long now = nanos.getAsLong();
                Account next = holders()
                        .filter(account -> account.of(use).stillNanos(now) > 0)
                        .max(Comparator.comparingLong(account -> account.of(use).stillNanos(now)))
                        .or(() -> owners().values().stream()
                                .max(Comparator.comparingLong(owner -> owner.bytes))
                                .map(owner -> owner.largest))
                        .orElse(null);
                if (next == null) {
                    return;
                }
                crowdOut(next);
            }
        }

        /** Makes room for an owner that holds less than the average; returns whether there is some now. */
        private synchronized boolean giveWay(Account asking, long more) {
            long now = nanos.getAsLong();
            if (use == Use.ASKED || (asking.of(use).bytes + more > average && now - averagedAt < AVERAGE_NANOS)) {
                return false;
            }
            Map<Object, Owner> owners = owners();
            Owner own = owners.get(asking.owner);
            average = bound / (owners.size() + (own == null ? 1 : 0));
            averagedAt = now;
            if ((own == null ? 0 : own.bytes) + more > average) {
                return false;
            }
            owners.values().stream()
                    .filter(owner -> owner.bytes > average)
                    .max(Comparator.comparingLong(owner -> owner.since))
                    .ifPresent(latest -> crowdOut(latest.largest));
            return !isExceeded(more);
        }

        private Stream<Account> holders() {
            return accounts.stream().filter(account -> !account.closing && account.of(use).bytes > 0);
        }

        private Map<Object, Owner> owners() {
            Map<Object, Owner> owners = new HashMap<>();
            holders().forEach(account -> owners.computeIfAbsent(account.owner, key -> new Owner(account))
                    .add(account, account.of(use).bytes));
            return owners;
        }

        private void crowdOut(Account account) {
            closed.increment();
            account.leave();
            account.close.accept(CROWDED_OUT);
        }
    }

    /** What the connections of one owner hold for one use. */
    private static final class Owner {
        private long bytes;
        private long since;
        private Account largest;
        private long largestBytes;

        private Owner(Account first) {
            this.since = first.number;
            this.largest = first;
        }

        private void add(Account account, long held) {
            bytes += held;
            since = Math.min(since, account.number);
            if (held > largestBytes) {
                largest = account;
                largestBytes = held;
            }
        }
    }

    /** What is held for one connection. Safe for use by any thread. */
    public final class Account {

        /** Its place in the order in which accounts were opened. */
        private final long number = opened.incrementAndGet();

        private final Object owner;
        private final Consumer<String> close;
        private final Holding ofReceived = new Holding(this, received);
        private final Holding ofUnsent = new Holding(this, unsent);
        private final Holding ofSubscribed = new Holding(this, subscribed);
        private final Holding ofAsked = new Holding(this, asked);
        private final Holding ofDeferred = new Holding(this, deferred);
        private volatile boolean closing;

        private Account(@Nullable Object owner, Consumer<String> close) {
            this.owner = owner == null ? this : owner;
            this.close = close;
        }

        /** What is held for one use. */
        public Holding of(Use use) {
            return switch (use) {
                case RECEIVED -> ofReceived;
                case UNSENT -> ofUnsent;
                case SUBSCRIBED -> ofSubscribed;
                case ASKED -> ofAsked;
                case DEFERRED -> ofDeferred;
            };
        }

        /** The bytes held for all uses. */
        public long held() {
            return ofReceived.bytes + ofUnsent.bytes + ofSubscribed.bytes + ofAsked.bytes + ofDeferred.bytes;
        }

        /** Ends the account of a connection that is closed; what is still held is released as before. */
        public void end() {
            leave();
            accounts.remove(this);
        }

        private void leave() {
            closing = true;
            for (Use use : Use.values()) {
                of(use).leave();
            }
        }
    }

    /** What is held for one use of one connection. Safe for use by any thread. */
    public final class Holding {

        private final Account account;
        private final Pool pool;
        private volatile long bytes;
        private boolean leaving;
        private volatile long movedAt;
        private volatile boolean awaited;

        private Holding(Account account, Pool pool) {
            this.account = account;
            this.pool = pool;
        }

        /** Whether so much more may be held; a connection that holds too much may have to be closed for it. */
        public boolean admits(long more) {
            return bytes + more <= share && (!pool.isExceeded(more) || pool.giveWay(account, more));
        }

        /** Holds more, whether or not it is admitted. */
        public void hold(long more) {
            if (change(more) > pool.bound) {
                pool.shrink();
            }
        }

        /** Holds less. */
        public void release(long less) {
            long unused = change(-less);
        }

        /** Returns what is held by all connections then. */
        private synchronized long change(long by) {
            bytes += by;
            if (leaving) {
                pool.leaving.addAndGet(by);
            }
            return pool.held.addAndGet(by);
        }

        private synchronized void leave() {
            if (!leaving) {
                leaving = true;
                pool.leaving.addAndGet(bytes);
            }
        }

        /** The bytes held. */
        public long held() {
            return bytes;
        }

        /**
         * Notes that the neighbor is to move something: finish a frame, or take a message.
         *
         * @param since when it last did so, as of {@link System#nanoTime}
         */
        public void awaitsNeighbor(long since) {
            movedAt = since;
            awaited = true;
        }

        /** Notes that the neighbor is to move nothing. */
        public void awaitsNothing() {
            awaited = false;
        }

        /** For how long it has stood still, or 0 if that is a moment. */
        private long stillNanos(long now) {
            long still = now - movedAt;
            return awaited && still >= STILL_NANOS ? still : 0;
        }
    }
}
