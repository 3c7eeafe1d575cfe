package dev.gunjava.transport.netty;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** How many connections there are, in all and by address. This class is safe for use by any thread. */
final class ConnectionCount {

    private final int bound;
    private final int boundPerAddress;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int total;

    ConnectionCount(int bound, int boundPerAddress) {
        this.bound = bound;
        this.boundPerAddress = boundPerAddress;
    }

    /** Counts a connection until it closes; returns false, and does not, if there are too many. */
    boolean enter(Channel channel) {
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        if (!enter(address)) {
            return false;
        }
        channel.closeFuture().addListener(closed -> leave(address));
        return true;
    }

    private synchronized boolean enter(InetAddress address) {
        int ofAddress = byAddress.getOrDefault(address, 0);
        if (total >= bound || (ofAddress >= boundPerAddress && !address.isLoopbackAddress())) {
            return false;
        }
        total++;
        byAddress.put(address, ofAddress + 1);
        return true;
    }

    private synchronized void leave(InetAddress address) {
        total--;
        byAddress.computeIfPresent(address, (a, n) -> n > 1 ? n - 1 : null);
    }

    synchronized int total() {
        return total;
    }
}
