package dev.gunjava.transport.netty;

import dev.gunjava.limits.ConnectionLimits;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** How many neighbors are connected, in all and by address. This class is safe for use by any thread. */
final class ConnectionCount {

    private final int bound;
    private final int boundPerAddress;
    private final Map<SourceNetwork, Integer> byAddress = new HashMap<>();
    private int total;

    ConnectionCount(ConnectionLimits limits) {
        this.bound = limits.total();
        this.boundPerAddress = limits.perAddress();
    }

    /** Counts a connection until it closes; returns false, and does not, if there are too many in all. */
    boolean enter(Channel channel) {
        if (!enterAll()) {
            return false;
        }
        channel.closeFuture().addListener(closed -> leaveAll());
        return true;
    }

    /**
     * Counts a connection for an address until it closes; returns false, and does not, if that has too many. This
     * machine has never too many.
     */
    boolean enterAddress(Channel channel, InetAddress address) {
        if (!enterAddress(address)) {
            return false;
        }
        channel.closeFuture().addListener(closed -> leaveAddress(address));
        return true;
    }

    private synchronized boolean enterAll() {
        if (total >= bound) {
            return false;
        }
        total++;
        return true;
    }

    private synchronized void leaveAll() {
        total--;
    }

    private synchronized boolean enterAddress(InetAddress address) {
        SourceNetwork source = SourceNetwork.of(address);
        int ofAddress = byAddress.getOrDefault(source, 0);
        if (ofAddress >= boundPerAddress && !address.isLoopbackAddress()) {
            return false;
        }
        byAddress.put(source, ofAddress + 1);
        return true;
    }

    private synchronized void leaveAddress(InetAddress address) {
        byAddress.computeIfPresent(SourceNetwork.of(address), (a, n) -> n > 1 ? n - 1 : null);
    }

    synchronized int total() {
        return total;
    }
}
