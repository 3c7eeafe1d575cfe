package dev.gunjava.witness.peer;

import dev.gunjava.Gun;
import dev.gunjava.witness.FieldEvent;
import dev.gunjava.witness.Witness;
import dev.gunjava.witness.WitnessField;
import dev.gunjava.witness.fallback.EmergencyFallback;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The emergency fallback of a peer, if it was asked for: tells people of it, and counts.
 *
 * <p>Owned by the thread of the peer.
 */
final class Fallback {
    /** What people are told at the start. */
    private static final String WARNING = "emergency fallback is on: while no channel is open, what is said here is"
            + " written for all to read into " + EmergencyFallback.NAMESPACE + " on the relay";

    private final @Nullable EmergencyFallback emergency;
    private final Consumer<String> say;

    /**
     * @param on whether it was asked for; else nothing here does anything
     * @param say tells people
     * @param turned called when it has begun or ceased to take part
     */
    Fallback(
            boolean on,
            Gun gun,
            WitnessField field,
            InstantSource clock,
            Consumer<String> say,
            Runnable turned,
            PeerMetrics metrics,
            Drops drops) {
        this.say = say;
        EmergencyFallback.Listener listener = new EmergencyFallback.Listener() {
            @Override
            public void active(boolean active) {
                say.accept(
                        active
                                ? "no channel is open: what is said here goes through " + EmergencyFallback.NAMESPACE
                                        + " now, for all to read"
                                : "nothing goes through " + EmergencyFallback.NAMESPACE + " any more");
                turned.run();
            }

            @Override
            public void written() {
                metrics.fellBack();
            }

            @Override
            public void takenIn() {
                metrics.takenInByFallback();
            }

            @Override
            public void dropped() {
                drops.drop("emergency entry", "a relay");
            }
        };
        this.emergency = on ? new EmergencyFallback(gun, field, clock, PeerLoop::millis, listener) : null;
    }

    ConnectionStatus.Fallback state() {
        if (emergency == null) {
            return ConnectionStatus.Fallback.OFF;
        }
        return emergency.isActive() ? ConnectionStatus.Fallback.ACTIVE : ConnectionStatus.Fallback.READY;
    }

    void keepUp(PeerLoop loop) {
        if (emergency != null) {
            loop.execute(() -> say.accept(WARNING));
            loop.every(EmergencyFallback.SWEEP, emergency::sweep);
        }
    }

    /** How many channels are open; to be called several times a second. */
    void connections(int open) {
        if (emergency != null) {
            emergency.connections(open);
        }
    }

    /** A witness was made here. */
    void made(Witness witness) {
        if (emergency != null) {
            emergency.made(witness);
        }
    }

    /** Something happened in the field. */
    void changed(FieldEvent event) {
        if (emergency != null) {
            emergency.changed(event);
        }
    }

    void close() {
        if (emergency != null) {
            emergency.close();
        }
    }
}
