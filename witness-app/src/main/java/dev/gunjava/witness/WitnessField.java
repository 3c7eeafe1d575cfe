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
 * The witnesses that are alive here, and the rules by which those of others are taken in ({@link FieldRules}).
 *
 * <p>A witness is kept until it expires or until 200 newer ones are there. Merging commutes as far as the bounds allow:
 * tally and expiry only grow, so peers that have seen the same end alike. Events are handed over in the order of the
 * changes, by the thread that made the change and before its call returns, or by the scheduler's thread for an expiry;
 * the listener must not block and must not call the field. Source: docs/protocol.md, sections 5 and 7.
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
     *
     * The creation time is the maker's claim. A claim that lies ahead of our clock must not place a witness before those
     * that are made meanwhile, so a witness is ordered by that claim or by when it was taken in, whichever is earlier.
     */

    /**
     * A witness and what only this field knows of it.
     *
     * @param order the creation time or when it was taken in, whichever is earlier; ms since the epoch
     * @param own whether it was made here
     * @param slot the slot in which we count, once we have witnessed it again
     * @param deadline when it expires; monotonic, ns
     * @param grewAt when its count last grew, or would have but for an allowance; monotonic, ns
     * @param growth how far all links together may raise its count
     */
    private record Held(
            Witness witness,
            long order,
            boolean own,
            @Nullable String slot,
            long deadline,
            long grewAt,
            TokenBucket growth) {

        Held with(Witness grown) {
            return new Held(grown, order, own, slot, deadline, grewAt, growth);
        }
    }

    /** What is remembered of an expired witness: only one that was witnessed later, and more often, may come back. */
    private record Tombstone(long expiresAt, long count) {}

    private record Pair(String source, String witness) {}

    /** How a tally that was shown is brought into one of ours, which must not count more than {@code most} after that. */
    private interface Merge {
        Tally of(Tally ours, Tally shown, long most);
    }

    private static final int ID_DIGITS = 9;
    private static final int SLOT_DIGITS = 9;

    /** Of lists, and of who goes first when the field is full. */
    private static final Comparator<Held> NEWEST_FIRST =
            Comparator.comparingLong(Held::order).reversed().thenComparing(entry -> entry.witness.id());

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
    private final Cache<String, Tombstone> tombstones;
    private final Buckets<Pair> growthOfLinks;
    private final Buckets<String> newOfLinks;
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
        this.growthOfLinks = new Buckets<>(rules.growthOfLink(), rules.pairs(), ticker);
        this.newOfLinks = new Buckets<>(rules.newOfLink(), rules.links(), ticker);
        this.held = Caffeine.newBuilder()
                .expireAfter(Expiry.<String, Held>writing((id, entry) -> timeLeft(entry)))
                .ticker(ticker)
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
        this.tombstones = Caffeine.newBuilder()
                .maximumSize(rules.tombstones())
                .expireAfterWrite(Duration.ofMillis(2 * rules.latestExpiry(0)))
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
            admit(entry(witness, now, true));
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
            update(known, again, slot, ticker.read());
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
            if (shown.expiresAt() <= now) {
                return Admission.EXPIRED;
            }
            Held known = held.getIfPresent(shown.id());
            return known == null ? takeIn(shown, source, now) : grow(known, shown, source, now, merge);
        });
    }

    /** The one with this id, if it is alive. */
    public Optional<Witness> witness(String id) {
        return changing(() -> Optional.ofNullable(held.getIfPresent(id)).map(Held::witness));
    }

    /** Whether the one with this id was made here and is alive. */
    public boolean isOwn(String id) {
        return changing(() ->
                Optional.ofNullable(held.getIfPresent(id)).filter(Held::own).isPresent());
    }

    /** Those that are alive, newest first. */
    public List<Witness> witnesses() {
        return changing(() -> held.asMap().values().stream()
                .sorted(NEWEST_FIRST)
                .map(Held::witness)
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

    private Admission takeIn(Witness shown, String source, long now) {
        if (shown.createdAt() > rules.latestCreation(now)) {
            return Admission.FROM_THE_FUTURE;
        }
        Tombstone buried = tombstones.getIfPresent(shown.id());
        if (buried != null && (shown.expiresAt() <= buried.expiresAt || shown.witnessCount() <= buried.count)) {
            return Admission.BURIED;
        }
        Witness once = shown.with(Tally.of(1), Math.min(shown.expiresAt(), rules.latestExpiry(now)));
        Held fresh = entry(once, now, false);
        if (!hasRoomFor(fresh)) {
            return Admission.CROWDED_OUT;
        }
        if (!newOfLinks.of(source).take(ticker.read())) {
            return Admission.TOO_MANY_NEW;
        }
        Tally tally = granted(fresh, fitting(shown, shown.createdAt(), now), source, Tally::merge);
        admit(fresh.with(once.with(tally, once.expiresAt())));
        return Admission.ADDED;
    }

    private Admission grow(Held known, Witness shown, String source, long now, Merge merge) {
        Witness witness = known.witness;
        Tally fitting = fitting(shown, witness.createdAt(), now);
        boolean grows =
                !merge.of(witness.tally(), fitting, Tally.MAX_SAFE_INTEGER).equals(witness.tally());
        long grewAt = grows ? ticker.read() : known.grewAt;
        Tally tally = granted(known, fitting, source, merge);
        // Who only wants to keep a text alive has to raise its count, which people see.
        boolean mayLive = ticker.read() - grewAt <= rules.growthGrace().toNanos();
        long expiry = Math.min(shown.expiresAt(), rules.latestExpiry(now));
        boolean lives = mayLive && expiry > witness.expiresAt();
        Witness grown = witness.with(tally, lives ? expiry : witness.expiresAt());
        update(known, grown, known.slot, grewAt);
        if (grown.equals(witness)) {
            return Admission.UNCHANGED;
        }
        events.add(new FieldEvent.Updated(grown, witness, false));
        return Admission.UPDATED;
    }

    /** The tally that was shown, without what no owner of a slot can have counted by now. */
    private Tally fitting(Witness shown, long createdAt, long now) {
        return shown.tally().withSlotsUpTo(rules.mostInSlot(createdAt, now));
    }

    /** Ours with what was shown, as far as its source and all sources together may raise the count now. */
    private Tally granted(Held ours, Tally shown, String source, Merge merge) {
        Tally tally = ours.witness.tally();
        long wanted = merge.of(tally, shown, Tally.MAX_SAFE_INTEGER).count() - tally.count();
        if (wanted == 0) {
            return merge.of(tally, shown, tally.count());
        }
        long now = ticker.read();
        TokenBucket ofLink = growthOfLinks.of(new Pair(source, ours.witness.id()));
        long granted = ours.growth.take(Math.min(wanted, ofLink.available(now)), now);
        ofLink.take(granted, now);
        return merge.of(tally, shown, tally.count() + granted);
    }

    /** Whether the field has a place for it, or can take one from an older witness. */
    private boolean hasRoomFor(Held fresh) {
        return held.estimatedSize() < rules.capacity()
                || expendable()
                        .filter(oldest -> NEWEST_FIRST.compare(fresh, oldest) < 0)
                        .isPresent();
    }

    /** The oldest that may give way: any of others, but not the newest of our own. */
    private Optional<Held> expendable() {
        Optional<Held> oldestKept = held.asMap().values().stream()
                .filter(Held::own)
                .sorted(NEWEST_FIRST)
                .limit(rules.ownKept())
                .reduce((newer, older) -> older);
        return held.asMap().values().stream()
                .filter(entry -> !entry.own
                        || oldestKept
                                .filter(kept -> NEWEST_FIRST.compare(entry, kept) <= 0)
                                .isEmpty())
                .max(NEWEST_FIRST);
    }

    private Held entry(Witness witness, long now, boolean own) {
        long monotonic = ticker.read();
        return new Held(
                witness,
                Math.min(witness.createdAt(), now),
                own,
                null,
                deadline(witness.expiresAt()),
                monotonic,
                new TokenBucket(rules.growthOfWitness(), monotonic));
    }

    private void admit(Held entry) {
        keep(entry);
        tombstones.invalidate(entry.witness.id());
        events.add(new FieldEvent.Added(entry.witness));
        if (held.estimatedSize() > rules.capacity()) {
            expendable().ifPresent(oldest -> held.invalidate(oldest.witness.id()));
        }
    }

    private void update(Held known, Witness grown, @Nullable String slot, long grewAt) {
        boolean sameExpiry = grown.expiresAt() == known.witness.expiresAt();
        long deadline = sameExpiry ? known.deadline : deadline(grown.expiresAt());
        keep(new Held(grown, known.order, known.own, slot, deadline, grewAt, known.growth));
    }

    private void keep(Held entry) {
        held.put(entry.witness.id(), entry);
        soonestFirst.add(entry);
    }

    private void removed(@Nullable String id, @Nullable Held entry, RemovalCause cause) {
        if (entry == null) {
            return;
        }
        soonestFirst.remove(entry);
        switch (cause) {
            case REPLACED -> {}
            case EXPIRED, COLLECTED, SIZE -> {
                tombstones.put(
                        entry.witness.id(), new Tombstone(entry.witness.expiresAt(), entry.witness.witnessCount()));
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
