package dev.gunjava.witness.peer;

import dev.gunjava.witness.Admission;
import dev.gunjava.witness.FieldEvent;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import dev.gunjava.witness.protocol.Decoding;
import dev.gunjava.witness.protocol.Extension;
import dev.gunjava.witness.protocol.FieldDigest;
import dev.gunjava.witness.protocol.Version;
import dev.gunjava.witness.protocol.WitnessCodec;
import dev.gunjava.witness.protocol.WitnessMessage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Passes witnesses on: each change goes once over each link that has not shown it, so that meshes which are not complete
 * converge too. Twice a minute two peers compare what they have.
 *
 * <p>Owned by the thread of the peer. Source: docs/protocol.md, sections 4 to 8.
 */
final class Gossip {
    /** How often a link is compared. */
    static final long COMPARE_MILLIS = 30_000;

    /** Bytes that may wait on a link before it is shown no more: what goes out later is then what is current then. */
    static final long MAX_AHEAD = 256 * 1024;

    private static final long ANSWER_MILLIS = 5_000;

    private final WitnessField field;
    private final InstantSource clock;
    private final LongSupplier millis;
    private final Executor loop;
    private final Drops drops;
    private final PeerMetrics metrics;
    private final Consumer<Conversation> flooded;
    private final WitnessCodec codec = new WitnessCodec();

    /**
     * @param millis monotonic time, ms
     * @param loop runs a task after those that wait already, on the thread of the peer
     * @param flooded told of a link that has brought too many messages for too long
     */
    Gossip(
            WitnessField field,
            InstantSource clock,
            LongSupplier millis,
            Executor loop,
            Drops drops,
            PeerMetrics metrics,
            Consumer<Conversation> flooded) {
        this.field = field;
        this.clock = clock;
        this.millis = millis;
        this.loop = loop;
        this.drops = drops;
        this.metrics = metrics;
        this.flooded = flooded;
    }

    // ---- what goes out

    /** Shows a link everything, in pieces. What it does not take now it gets later. */
    void greet(Conversation with) {
        for (WitnessMessage piece : states(with, field.witnesses())) {
            if (!show(with, piece)) {
                witnesses(piece).forEach(witness -> with.pending.putIfAbsent(witness.id(), false));
            }
        }
    }

    /** Passes on what happened in the field. */
    void changed(FieldEvent event, Collection<Conversation> open) {
        if (event instanceof FieldEvent.Removed) {
            open.forEach(with -> with.forget(event.witness().id()));
        } else {
            boolean here = event instanceof FieldEvent.Updated updated && updated.here();
            open.forEach(with -> offer(with, event.witness(), here));
        }
    }

    /** Sends what a link has yet to see, as far as it takes it and the other side is sure to take it in. */
    void flush(Conversation with) {
        if (with.pending.isEmpty() || isFull(with)) {
            return;
        }
        long now = TimeUnit.MILLISECONDS.toNanos(millis.getAsLong());
        long most = with.sent.available(now);
        long mostNew = with.sentNew.available(now);
        List<Witness> news = new ArrayList<>();
        for (Witness witness : due(with, Math.min(most, mostNew))) {
            boolean unknown = with.shown.isUnknown(witness.id());
            if (news.size() < most && (!unknown || mostNew > 0)) {
                news.add(witness);
                mostNew -= unknown ? 1 : 0;
            }
        }
        for (WitnessMessage message : messages(with, news)) {
            if (!show(with, message)) {
                return;
            }
        }
    }

    /** What a link has yet to see; if that is more than may be sent now, our own first, and then the newest. */
    private List<Witness> due(Conversation with, long allowed) {
        with.pending
                .keySet()
                .removeIf(id -> field.witness(id).filter(with.shown::lacks).isEmpty());
        if (with.pending.size() <= allowed) {
            return with.pending.keySet().stream()
                    .flatMap(id -> field.witness(id).stream())
                    .toList();
        }
        return field.witnesses().stream()
                .filter(witness -> with.pending.containsKey(witness.id()))
                .sorted(Comparator.comparing(witness -> !field.isOwn(witness.id())))
                .toList();
    }

    /** Finds out what the other side lacks; to be called every {@value #COMPARE_MILLIS} ms. */
    void compare(Conversation with) {
        List<Witness> witnesses = field.witnesses();
        if (with.understands(Extension.DIGEST)) {
            with.compares |= send(with, new WitnessMessage.Digest(FieldDigest.of(witnesses), witnesses.size()));
        } else if (!witnesses.isEmpty()) {
            greet(with);
        }
    }

    /** Asks a link whether it is there. */
    void ping(Conversation with) {
        long t = clock.millis();
        with.heartbeat.pinged(t, millis.getAsLong());
        send(with, new WitnessMessage.Ping(t));
    }

    /** The first change goes out at once; what comes up in the same turn of the loop goes out at its end, together. */
    private void offer(Conversation with, Witness witness, boolean here) {
        if (!with.shown.lacks(witness)) {
            return;
        }
        with.pending.merge(witness.id(), here, Boolean::logicalOr);
        if (!with.gathers) {
            with.gathers = true;
            flush(with);
            loop.execute(() -> {
                with.gathers = false;
                flush(with);
            });
        }
    }

    private List<WitnessMessage> messages(Conversation with, List<Witness> news) {
        long now = clock.millis();
        List<WitnessMessage> messages = new ArrayList<>();
        List<Witness> passedOn = new ArrayList<>();
        for (Witness witness : news) {
            boolean unknown = with.shown.isUnknown(witness.id());
            if (unknown && (news.size() == 1 || with.understands(Extension.COUNTS))) {
                messages.add(new WitnessMessage.New(witness, now));
            } else if (!unknown
                    && (with.understands(Extension.COUNTS) || with.pending.getOrDefault(witness.id(), false))) {
                messages.add(new WitnessMessage.Update(witness, now));
            } else {
                // To one without slots an update would say that we have witnessed it again.
                passedOn.add(witness);
            }
        }
        if (!passedOn.isEmpty()) {
            messages.addAll(states(with, passedOn));
        }
        return with.understands(Extension.BATCH) ? codec.batches(messages) : messages;
    }

    private List<WitnessMessage> states(Conversation with, List<Witness> witnesses) {
        return with.codec.states(witnesses, id -> !with.shown.isUnknown(id), clock.millis());
    }

    /** Sends what is about witnesses, and notes that the link has seen them. */
    private boolean show(Conversation with, WitnessMessage message) {
        boolean taken = !isFull(with) && send(with, message);
        if (taken) {
            long now = TimeUnit.MILLISECONDS.toNanos(millis.getAsLong());
            witnesses(message).forEach(witness -> {
                with.sent.take(now);
                if (with.shown.isUnknown(witness.id())) {
                    with.sentNew.take(now);
                }
                with.shown.note(witness);
                with.pending.remove(witness.id());
            });
        }
        return taken;
    }

    private static boolean isFull(Conversation with) {
        return with.link.pendingBytes() >= MAX_AHEAD;
    }

    private static Stream<Witness> witnesses(WitnessMessage message) {
        if (message instanceof WitnessMessage.Sync sync) {
            return sync.witnesses().stream();
        }
        if (message instanceof WitnessMessage.New added) {
            return Stream.of(added.witness());
        }
        if (message instanceof WitnessMessage.Update update) {
            return Stream.of(update.witness());
        }
        return message instanceof WitnessMessage.Batch batch
                ? batch.items().stream().flatMap(Gossip::witnesses)
                : Stream.empty();
    }

    private boolean send(Conversation with, WitnessMessage message) {
        String text = with.codec.encode(message);
        boolean taken = with.link.send(text);
        if (taken) {
            metrics.sent(text);
        }
        return taken;
    }

    // ---- what comes in

    /** Takes in what came over a link. */
    void received(Conversation from, String text) {
        metrics.received(text);
        long now = millis.getAsLong();
        from.heartbeat.heard(now);
        if (!isWithinRate(from, now)) {
            return;
        }
        Decoding decoding = from.codec.decode(text);
        if (decoding instanceof Decoding.Rejected rejected) {
            drops.drop("message: " + rejected.reason(), from.peer);
        } else if (decoding instanceof Decoding.Decoded decoded) {
            if (decoded.dropped() > 0) {
                drops.drop("message with invalid parts", from.peer);
            }
            take(from, decoded.message());
        }
    }

    private boolean isWithinRate(Conversation from, long now) {
        if (from.rate.take(now)) {
            return true;
        }
        drops.drop("too many messages", from.peer);
        if (from.rate.isFlood()) {
            flooded.accept(from);
        }
        return false;
    }

    private void take(Conversation from, WitnessMessage message) {
        if (message instanceof WitnessMessage.Sync sync) {
            sync.witnesses().forEach(witness -> merge(from, witness, false));
        } else if (message instanceof WitnessMessage.New added) {
            merge(from, added.witness(), false);
        } else if (message instanceof WitnessMessage.Update update) {
            merge(from, update.witness(), !from.understands(Extension.COUNTS));
        } else if (message instanceof WitnessMessage.Ping ping && from.understands(Extension.PING)) {
            send(from, new WitnessMessage.Pong(ping.t()));
        } else if (message instanceof WitnessMessage.Pong pong) {
            from.heartbeat.answered(pong.t(), millis.getAsLong());
        } else if (message instanceof WitnessMessage.Batch batch) {
            take(from, batch);
        } else if (message instanceof WitnessMessage.Digest digest && from.understands(Extension.DIGEST)) {
            answer(from, digest);
        } else if (message instanceof WitnessMessage.Versions versions) {
            catchUp(from, versions);
        }
    }

    /** The first item is paid for by the batch. */
    private void take(Conversation from, WitnessMessage.Batch batch) {
        long now = millis.getAsLong();
        boolean first = true;
        for (WitnessMessage item : batch.items()) {
            if (!first && !isWithinRate(from, now)) {
                return;
            }
            first = false;
            take(from, item);
        }
    }

    private void merge(Conversation from, Witness shown, boolean again) {
        from.shown.note(shown);
        Admission admission = again ? field.mergeReWitness(shown, from.peer) : field.merge(shown, from.peer);
        switch (admission) {
            // The field tells of these, to all links.
            case ADDED -> metrics.takenIn();
            case UPDATED -> {}
            // What it showed may be less than what we have.
            case UNCHANGED -> {
                metrics.duplicate();
                field.witness(shown.id()).ifPresent(ours -> offer(from, ours, false));
            }
            case EXPIRED, BURIED, CROWDED_OUT -> refuse(from, shown, "witness that is over or refused");
            case FROM_THE_FUTURE -> refuse(from, shown, "witness from the future");
            // It comes again with the answer to a digest, or with the next sync.
            case TOO_MANY_NEW -> refuse(from, shown, "too many new witnesses");
        }
    }

    private void refuse(Conversation from, Witness shown, String kind) {
        from.shown.forget(shown.id());
        drops.drop(kind, from.peer);
    }

    private void answer(Conversation with, WitnessMessage.Digest digest) {
        List<Witness> witnesses = field.witnesses();
        long now = millis.getAsLong();
        if (now >= with.answersAgain && !digest.hash().equals(FieldDigest.of(witnesses))) {
            with.answersAgain = now + ANSWER_MILLIS;
            send(with, codec.versions(witnesses));
        }
    }

    private void catchUp(Conversation with, WitnessMessage.Versions versions) {
        if (!with.compares) {
            drops.drop("versions that were not asked for", with.peer);
            return;
        }
        with.compares = false;
        Map<String, Version> theirs = versions.versions().stream()
                .collect(Collectors.toMap(Version::id, Function.identity(), (first, again) -> first));
        for (Witness witness : field.witnesses()) {
            Version version = theirs.get(witness.id());
            if (version == null) {
                with.shown.forget(witness.id());
            } else {
                with.shown.note(version, witness);
            }
            if (with.shown.lacks(witness)) {
                with.pending.putIfAbsent(witness.id(), false);
            }
        }
        flush(with);
    }
}
