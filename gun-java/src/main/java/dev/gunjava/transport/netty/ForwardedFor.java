package dev.gunjava.transport.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For whom a trusted proxy connects. Each proxy appends the address that it saw, so the last one that is not a trusted
 * proxy itself is the first that a client cannot have made up.
 */
final class ForwardedFor {

    private ForwardedFor() {}

    /** The client's address; null if the header names none. Names are not resolved. */
    static @Nullable InetAddress client(List<String> headers, Set<InetAddress> trusted) {
        List<String> path = headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .toList();
        for (int i = path.size() - 1; i >= 0; i--) {
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(path.get(i));
            if (address == null || !trusted.contains(address)) {
                return address;
            }
        }
        return null;
    }
}
