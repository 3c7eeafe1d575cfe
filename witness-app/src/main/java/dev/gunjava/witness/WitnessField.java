package dev.gunjava.witness;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The witnesses that are alive here, and the rules by which those of others are taken in.
 *
 * <p>A witness is kept until it expires or until 200 newer ones are there. Merging commutes as far as the bounds allow:
 * tally and expiry only grow, so peers that have seen the same end alike. Events are handed over in the order of the
 * changes, by the thread that made the change and before its call returns, or by the scheduler's thread for an expiry;
 * the listener must not block and must not call the field.
 *
 * <p>This class is thread-safe.
 */
public final class WitnessField implements AutoCloseable {
    /*
     * One lock guards everything, the caches included: each cache call is made by its holder, and the caches run their
     * maintenance on the calling thread, so a removal notice always reaches us under the lock and in order.
     *
     * Expiry is by the monotonic ticker. The wall clock is read once, when an expiry is learnt, to turn the stated time
     * into time left; a clock that is set later neither kills nor keeps a witness. Caffeine hides an expired entry at
     * once, but tells us of it up to two seconds late, since its timer wheel turns once a second; the ordered deadlines
     * let one timer of our own ask for the removal when it is due.
     */
    private record Held(Witness witness, long claimedExpiry, long deadline, @Nullable String slot) {}

    /** How a tally that was shown is brought into one of ours, which must not count more than {@code most} after that. */
    private interface Merge {
        Tally of(Tally ours, Tally shown, long most);
    }

    private static final int ID_DIGITS = 9;
    private static final int SLOT_DIGITS = 9;

    private final FieldRules rules;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Consumer<FieldEvent> listener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Cache<String, Held> held;
    private final TreeSet<Held> soonestFirst =
            new TreeSet<>(Comparator.comparingLong(Held::deadline).thenComparing(entry -> entry.witness.id()));
    /** Id to the latest expiry that anybody had claimed for it. */
    private final Cache<String, Long> tombstones;

    private final CountGrowth growth;
    private final Queue<FieldEvent> events = new ArrayDeque<>();
    private @Nullable Future<?> timer;
    private long timerDeadline;
    private boolean closed;

    /**
     * Makes an empty field.
     *
     * @param clock what time others believe it is
     * @param ticker monotonic time, ns
     * @param scheduler runs the expiries
     * @param random positions and ids; a secure one where ids must not be guessed
     */
    public WitnessField(
            FieldRules rules,
            InstantSource clock,
            Ticker ticker,
            Scheduler scheduler,
            RandomGenerator random,
            Consumer<FieldEvent> listener) {
        this.rules = rules;
        this.clock = clock;
        this.ticker = ticker;
        this.scheduler = scheduler;
        this.random = random;
        this.listener = listener;
        this.growth = new CountGrowth(rules, ticker);
        this.held = Caffeine.newBuilder()
                .expireAfter(Expiry.<String, Held>writing((id, entry) -> timeLeft(entry)))
                .ticker(ticker)
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
        this.tombstones = Caffeine.newBuilder()
                .maximumSize(rules.tombstones())
                .expireAfterWrite(Duration.ofMillis(2 * rules.horizonMillis()))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Makes a witness of our own.
     *
     * @param text trimmed; 1 to 140 UTF-16 units remain
     * @param contextOf id of the witness it replies to, which need not be known here, or null
     * @throws IllegalArgumentException with a message for people if the text or the context is not acceptable
     */
    public Witness add(String text, @Nullable String contextOf) {
        String trimmed = Witness.ownText(text);
        return changing(() -> {
            long now = clock.millis();
            Held parent = contextOf == null ? null : held.getIfPresent(contextOf);
            Witness witness = new Witness(
                    "w_" + Base36.of(now) + "_" + Base36.random(ID_DIGITS, random),
                    trimmed,
                    now,
                    now + rules.ttl().toMillis(),
                    1,
                    contextOf,
                    parent == null
                            ? Position.anywhere(random)
                            : parent.witness.position().nearby(random),
                    random.nextDouble());
            admit(witness, witness.expiresAt());
            return witness;
        });
    }

    /** Witnesses one again: its count grows by one and its life starts anew. Empty if it is not alive here. */
    public Optional<Witness> reWitness(String id) {
        return changing(() -> {
            Held known = held.getIfPresent(id);
            if (known == null || known.witness.witnessCount() == Tally.MAX_SAFE_INTEGER) {
                return Optional.empty();
            }
            String slot = known.slot == null ? Base36.random(SLOT_DIGITS, random) : known.slot;
            long expiry = Math.max(
                    known.witness.expiresAt(), clock.millis() + rules.ttl().toMillis());
            Witness again = known.witness.with(known.witness.tally().witnessedIn(slot), expiry);
            update(known, again, Math.max(known.claimedExpiry, expiry), slot);
            events.add(new FieldEvent.Updated(again, known.witness, true));
            return Optional.of(again);
        });
    }

    /**
     * Takes in what another peer has shown, as far as the rules allow.
     *
     * @param source who has shown it; each source has an allowance of its own for raising counts
     */
    public Admission merge(Witness shown, String source) {
        return merge(shown, source, Tally::merge);
    }

    /**
     * Takes in what another peer has shown that has no slots and has witnessed it again just now: its count, if it is
     * above ours, holds one more than what we know of.
     *
     * @param source who has shown it
     */
    public Admission mergeReWitness(Witness shown, String source) {
        return merge(shown, source, Tally::witnessedBy);
    }

    private Admission merge(Witness shown, String source, Merge merge) {
        return changing(() -> {
            long now = clock.millis();
            long horizon = now + rules.horizonMillis();
            if (shown.expiresAt() <= now) {
                return Admission.EXPIRED;
            }
            if (shown.createdAt() > horizon) {
                return Admission.FROM_THE_FUTURE;
            }
            Held known = held.getIfPresent(shown.id());
            long expiry = Math.min(shown.expiresAt(), horizon);
            return known == null ? takeIn(shown, source, expiry) : grow(known, shown, source, expiry, merge);
        });
    }

    /** The one with this id, if it is alive. */
    public Optional<Witness> witness(String id) {
        return changing(() -> Optional.ofNullable(held.getIfPresent(id)).map(Held::witness));
    }

    /** Those that are alive, newest first. */
    public List<Witness> witnesses() {
        return changing(() -> held.asMap().values().stream()
                .map(Held::witness)
                .sorted(Witness.NEWEST_FIRST)
                .toList());
    }

    /** Stops the timer; nothing expires and no event comes after this. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (timer != null) {
                timer.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private Admission takeIn(Witness shown, String source, long expiry) {
        Long buried = tombstones.getIfPresent(shown.id());
        if (buried != null && shown.expiresAt() <= buried) {
            return Admission.BURIED;
        }
        if (held.estimatedSize() >= rules.capacity() && Witness.NEWEST_FIRST.compare(shown, oldest()) > 0) {
            return Admission.CROWDED_OUT;
        }
        admit(shown.with(granted(Tally.of(1), shown, source, Tally::merge), expiry), shown.expiresAt());
        return Admission.ADDED;
    }

    private Admission grow(Held known, Witness shown, String source, long expiry, Merge merge) {
        Witness witness = known.witness;
        Tally tally = granted(witness.tally(), shown, source, merge);
        boolean lives = shown.expiresAt() > known.claimedExpiry && expiry > witness.expiresAt();
        if (tally.equals(witness.tally()) && !lives) {
            return Admission.UNCHANGED;
        }
        Witness grown = witness.with(tally, lives ? expiry : witness.expiresAt());
        update(known, grown, Math.max(known.claimedExpiry, shown.expiresAt()), known.slot);
        events.add(new FieldEvent.Updated(grown, witness, false));
        return Admission.UPDATED;
    }

    /** Ours with what was shown, as far as its source may raise the count now. */
    private Tally granted(Tally ours, Witness shown, String source, Merge merge) {
        long wanted = merge.of(ours, shown.tally(), Tally.MAX_SAFE_INTEGER).count() - ours.count();
        return merge.of(ours, shown.tally(), ours.count() + growth.grant(source, shown.id(), wanted));
    }

    private void admit(Witness witness, long claimedExpiry) {
        keep(new Held(witness, claimedExpiry, deadline(witness.expiresAt()), null));
        tombstones.invalidate(witness.id());
        events.add(new FieldEvent.Added(witness));
        if (held.estimatedSize() > rules.capacity()) {
            held.invalidate(oldest().id());
        }
    }

    private void update(Held known, Witness grown, long claimedExpiry, @Nullable String slot) {
        boolean sameExpiry = grown.expiresAt() == known.witness.expiresAt();
        keep(new Held(grown, claimedExpiry, sameExpiry ? known.deadline : deadline(grown.expiresAt()), slot));
    }

    private void keep(Held entry) {
        held.put(entry.witness.id(), entry);
        soonestFirst.add(entry);
    }

    private Witness oldest() {
        return held.asMap().values().stream()
                .map(Held::witness)
                .max(Witness.NEWEST_FIRST)
                .orElseThrow();
    }

    private void removed(@Nullable String id, @Nullable Held entry, RemovalCause cause) {
        if (entry == null) {
            return;
        }
        soonestFirst.remove(entry);
        switch (cause) {
            case REPLACED -> {}
            case EXPIRED, COLLECTED, SIZE -> {
                tombstones.put(entry.witness.id(), entry.claimedExpiry);
                events.add(new FieldEvent.Removed(entry.witness, FieldEvent.Cause.EXPIRED));
            }
            case EXPLICIT -> events.add(new FieldEvent.Removed(entry.witness, FieldEvent.Cause.CROWDED_OUT));
        }
    }

    private long deadline(long expiresAt) {
        return ticker.read() + TimeUnit.MILLISECONDS.toNanos(expiresAt - clock.millis());
    }

    private Duration timeLeft(Held entry) {
        return Duration.ofNanos(Math.max(0, entry.deadline - ticker.read()));
    }

    private <T> T changing(Supplier<T> change) {
        lock.lock();
        try {
            removeDue();
            T result = change.get();
            tell();
            scheduleNext();
            return result;
        } finally {
            lock.unlock();
        }
    }

    private void expire() {
        lock.lock();
        try {
            if (!closed) {
                timer = null;
                removeDue();
                tell();
                scheduleNext();
            }
        } finally {
            lock.unlock();
        }
    }

    private void removeDue() {
        long now = ticker.read();
        while (!soonestFirst.isEmpty() && soonestFirst.first().deadline - now <= 0) {
            Held due = soonestFirst.first();
            held.invalidate(due.witness.id());
            soonestFirst.remove(due);
        }
    }

    private void tell() {
        for (FieldEvent event = events.poll(); event != null; event = events.poll()) {
            if (!closed) {
                listener.accept(event);
            }
        }
    }

    private void scheduleNext() {
        if (closed || soonestFirst.isEmpty()) {
            return;
        }
        long next = soonestFirst.first().deadline;
        if (timer != null) {
            if (timerDeadline == next) {
                return;
            }
            timer.cancel(false);
        }
        timerDeadline = next;
        long delay = Math.max(0, next - ticker.read());
        timer = scheduler.schedule(Runnable::run, this::expire, delay, TimeUnit.NANOSECONDS);
    }
}
