package dev.gunjava.witness.rtc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Stream;

/** WebRTC never uses the loopback interface, so its tests need another one. */
public final class Network {
    private Network() {}

    /** Skips a test on a machine that has nothing but loopback. */
    public static void assumeWebRtcCanConnect() {
        assumeTrue(
                interfaces().anyMatch(Network::usable),
                "WebRTC needs a network interface other than loopback that is up");
    }

    private static Stream<NetworkInterface> interfaces() {
        try {
            return NetworkInterface.networkInterfaces();
        } catch (SocketException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    private static boolean usable(NetworkInterface network) {
        try {
            return network.isUp()
                    && !network.isLoopback()
                    && network.inetAddresses().findAny().isPresent();
        } catch (SocketException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    /** An IPv4 address of this machine that WebRTC uses. */
    static InetAddress address() {
        return interfaces()
                .filter(Network::usable)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElseThrow();
    }
}
