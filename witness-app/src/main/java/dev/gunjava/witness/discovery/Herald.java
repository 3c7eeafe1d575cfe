package dev.gunjava.witness.discovery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Says in one namespace that this peer is here, and hears who else is; tells that to a {@link Presence.Listener}.
 *
 * <p>Owned by one thread, on which the Gun calls its listeners.
 */
public interface Herald {

    /** Begins to hear of others. */
    void watch();

    /**
     * A sign of life: to be given at once, and then every {@link #heartbeat}.
     *
     * @param free how many connections this peer can still take
     */
    void announce(int free);

    /** How often others expect a sign of life. */
    Duration heartbeat();

    /** Tells of those whose time is over; to be called every second or so. */
    void sweep();

    /**
     * Says goodbye, takes this peer off the list and listens no more.
     *
     * @return done when it is known what became of that
     */
    CompletableFuture<@Nullable Void> leave();
}
