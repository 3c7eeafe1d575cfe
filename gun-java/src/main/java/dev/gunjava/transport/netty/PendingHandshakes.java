package dev.gunjava.transport.netty;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are no WebSockets yet: those in a handshake, those that ask for a page, and those that say nothing.
 * At a bound the oldest one gives way to a newcomer, so that silent connections shut out nobody. This class is safe for use
 * by any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that does not close well is gone all the same
final class PendingHandshakes {

    private final int bound;
    private final int boundPerAddress;
    private final Map<SourceNetwork, Set<Channel>> byAddress = new HashMap<>();
    private int total;

    PendingHandshakes(int bound, int boundPerAddress) {
        this.bound = bound;
        this.boundPerAddress = boundPerAddress;
    }

    /**
     * Counts a connection until it ends or {@link #end} is called.
     *
     * @param shared whether many may come from its address, such as from this machine or a proxy
     */
    void begin(Channel channel, InetAddress address, boolean shared) {
        Channel oldest = add(channel, address, shared);
        channel.closeFuture().addListener(closed -> end(channel, address));
        if (oldest != null) {
            oldest.close();
        }
    }

    /** Counts a connection, and returns the one that gives way to it, if any. */
    private synchronized @Nullable Channel add(Channel channel, InetAddress address, boolean shared) {
        Set<Channel> same = byAddress.computeIfAbsent(SourceNetwork.of(address), a -> new LinkedHashSet<>());
        Channel oldest = null;
        if (!shared && same.size() >= boundPerAddress) {
            oldest = removeOldest(same);
        } else if (total >= bound) {
            oldest = removeOldest(most());
        }
        same.add(channel);
        total++;
        return oldest;
    }

    /** The connections of the address that has the most; so an address with few keeps them. */
    private Set<Channel> most() {
        Set<Channel> most = Set.of();
        for (Set<Channel> channels : byAddress.values()) {
            most = channels.size() > most.size() ? channels : most;
        }
        return most;
    }

    private Channel removeOldest(Set<Channel> channels) {
        Iterator<Channel> oldestFirst = channels.iterator();
        Channel oldest = oldestFirst.next();
        oldestFirst.remove();
        total--;
        return oldest;
    }

    /** Ends the handshake of a connection. */
    synchronized void end(Channel channel, InetAddress address) {
        Set<Channel> same = byAddress.get(SourceNetwork.of(address));
        if (same == null) {
            return;
        }
        if (same.remove(channel)) {
            total--;
        }
        if (same.isEmpty()) {
            byAddress.remove(SourceNetwork.of(address));
        }
    }

    synchronized int total() {
        return total;
    }
}
