package dev.gunjava.witness.peer;

import dev.gunjava.witness.FieldEvent;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import dev.gunjava.witness.protocol.Decoding;
import dev.gunjava.witness.protocol.WitnessCodec;
import dev.gunjava.witness.protocol.WitnessMessage;
import dev.gunjava.witness.rtc.DataLink;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Passes witnesses on: each change goes once over each link that has not shown it, so that meshes which are not complete
 * converge too. A link that is slow keeps a list of ids, never of messages, and is sent what is current when it can take it.
 *
 * <p>Owned by the thread of the peer.
 */
final class Gossip {
    private final WitnessField field;
    private final InstantSource clock;
    private final LongSupplier millis;
    private final Drops drops;
    private final PeerMetrics metrics;
    private final WitnessCodec codec = new WitnessCodec();

    /** @param millis monotonic time, ms */
    Gossip(WitnessField field, InstantSource clock, LongSupplier millis, Drops drops, PeerMetrics metrics) {
        this.field = field;
        this.clock = clock;
        this.millis = millis;
        this.drops = drops;
        this.metrics = metrics;
    }

    /** Shows a link everything, in pieces. What it does not take now it gets later, one by one. */
    void sync(Neighbour neighbour) {
        DataLink link = neighbour.link;
        if (link == null) {
            return;
        }
        for (WitnessMessage.Sync piece : codec.pieces(field.witnesses(), clock.millis())) {
            boolean taken = send(link, piece);
            for (Witness witness : piece.witnesses()) {
                if (taken) {
                    neighbour.shown.note(witness);
                } else {
                    neighbour.pending.add(witness.id());
                }
            }
        }
    }

    /** Passes on what happened in the field. */
    void changed(FieldEvent event, List<Neighbour> open) {
        if (!(event instanceof FieldEvent.Removed)) {
            open.forEach(neighbour -> {
                neighbour.pending.add(event.witness().id());
                flush(neighbour);
            });
        }
    }

    /** Sends what a link has yet to see, as far as it takes it. */
    void flush(Neighbour neighbour) {
        DataLink link = neighbour.link;
        Iterator<String> ids = neighbour.pending.iterator();
        while (link != null && ids.hasNext()) {
            Witness witness = field.witness(ids.next()).orElse(null);
            if (witness != null && neighbour.shown.lacks(witness)) {
                WitnessMessage message = neighbour.shown.isUnknown(witness.id())
                        ? new WitnessMessage.New(witness, clock.millis())
                        : new WitnessMessage.Update(witness, clock.millis());
                if (!send(link, message)) {
                    return;
                }
                neighbour.shown.note(witness);
            }
            ids.remove();
        }
    }

    /** Asks a link whether it is there. */
    void ping(Neighbour neighbour) {
        if (neighbour.link != null) {
            long t = clock.millis();
            neighbour.heartbeat.pinged(t, millis.getAsLong());
            var unused = send(neighbour.link, new WitnessMessage.Ping(t));
        }
    }

    /** Takes in what came over a link. */
    void received(Neighbour neighbour, String text) {
        metrics.received(text);
        long now = millis.getAsLong();
        neighbour.heartbeat.heard(now);
        if (!neighbour.rate.take(now)) {
            drops.drop("too many messages", neighbour.id);
            return;
        }
        Decoding decoding = codec.decode(text);
        if (decoding instanceof Decoding.Rejected rejected) {
            drops.drop("message: " + rejected.reason(), neighbour.id);
        } else if (decoding instanceof Decoding.Decoded decoded) {
            if (decoded.dropped() > 0) {
                drops.drop("sync with invalid witnesses", neighbour.id);
            }
            take(neighbour, decoded.message());
        }
    }

    private void take(Neighbour neighbour, WitnessMessage message) {
        if (message instanceof WitnessMessage.Sync sync) {
            sync.witnesses().forEach(witness -> merge(neighbour, witness));
        } else if (message instanceof WitnessMessage.New added) {
            merge(neighbour, added.witness());
        } else if (message instanceof WitnessMessage.Update update) {
            merge(neighbour, update.witness());
        } else if (message instanceof WitnessMessage.Ping ping && neighbour.link != null) {
            var unused = send(neighbour.link, new WitnessMessage.Pong(ping.t()));
        } else if (message instanceof WitnessMessage.Pong pong) {
            neighbour.heartbeat.answered(pong.t(), millis.getAsLong());
        }
    }

    private void merge(Neighbour neighbour, Witness shown) {
        neighbour.shown.note(shown);
        switch (field.merge(shown, neighbour.id)) {
            // The field tells of these, to all links.
            case ADDED -> metrics.takenIn();
            case UPDATED -> {}
            // What it showed may be less than what we have.
            case UNCHANGED -> {
                metrics.duplicate();
                neighbour.pending.add(shown.id());
                flush(neighbour);
            }
            case EXPIRED, BURIED, CROWDED_OUT, FROM_THE_FUTURE ->
                drops.drop("witness that is over or refused", neighbour.id);
        }
    }

    private boolean send(DataLink link, WitnessMessage message) {
        String text = codec.encode(message);
        boolean taken = link.send(text);
        if (taken) {
            metrics.sent(text);
        }
        return taken;
    }
}
