package dev.gunjava.mesh;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The bytes that connections cause this process to hold: frames that are not worked through, messages that are not taken,
 * subscriptions, deferred writes. The graph, the remembered ids and the sockets themselves have bounds of their own.
 *
 * <p>Each connection has a share. What only its neighbor can release is refused beyond the share; what our own work
 * releases may exceed it, and the connection is not read meanwhile. Beyond the total, the connection that holds the most is
 * closed.
 *
 * <p>This class is safe for use by any thread.
 */
public final class Budget {

    private static final String TOO_MUCH = "holds more memory than any other connection, and none is left";

    private final long total;
    private final long share;
    private final AtomicLong held = new AtomicLong();

    /** The part of {@link #held} that connections hold which are being closed. */
    private final AtomicLong leaving = new AtomicLong();

    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();

    /**
     * A budget of which nothing is used.
     *
     * @param total the bound for all connections, in bytes
     * @param share the bound for each connection, in bytes
     */
    public Budget(long total, long share) {
        this.total = total;
        this.share = share;
    }

    /** An account without a bound, for what the program itself holds, and what has a bound of its own. */
    public static Account unbounded() {
        return new Budget(Long.MAX_VALUE, Long.MAX_VALUE).open(reason -> {});
    }

    /**
     * Opens the account of a connection.
     *
     * @param close closes the connection, for a reason; called by any thread, once at most
     */
    public Account open(Consumer<String> close) {
        Account account = new Account(close);
        accounts.add(account);
        return account;
    }

    /** The bytes held for all connections. */
    public long held() {
        return held.get();
    }

    private void closeLargest() {
        synchronized (accounts) {
            while (held.get() - leaving.get() > total) {
                Account largest = accounts.stream()
                        .filter(account -> !account.closing)
                        .max(Comparator.comparingLong(Account::held))
                        .orElse(null);
                if (largest == null || largest.held() == 0) {
                    return;
                }
                largest.leave();
                largest.close.accept(TOO_MUCH);
            }
        }
    }

    /** What is held for one connection. Safe for use by any thread. */
    public final class Account {

        private final Consumer<String> close;
        private final AtomicLong bytes = new AtomicLong();
        private volatile boolean closing;

        private Account(Consumer<String> close) {
            this.close = close;
        }

        /** Whether the share has room for more. */
        public boolean hasRoom(long more) {
            return bytes.get() + more <= share;
        }

        /** Holds more, whether or not the share has room for it. */
        public void hold(long more) {
            bytes.addAndGet(more);
            if (closing) {
                leaving.addAndGet(more);
            }
            if (held.addAndGet(more) > total) {
                closeLargest();
            }
        }

        /** Holds less. */
        public void release(long less) {
            bytes.addAndGet(-less);
            if (closing) {
                leaving.addAndGet(-less);
            }
            held.addAndGet(-less);
        }

        /** The bytes held. */
        public long held() {
            return bytes.get();
        }

        /** Ends the account of a connection that is closed; what is still held is released as before. */
        public void end() {
            accounts.remove(this);
        }

        private void leave() {
            closing = true;
            leaving.addAndGet(bytes.get());
        }
    }
}
