package dev.gunjava.witness.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.stream.Stream;

/** Under which of its addresses this machine is most likely reached by others. */
final class OwnAddress {
    /** Source: RFC 5737, an address that belongs to nobody; what counts is that it is not near. */
    private static final InetSocketAddress FAR_AWAY = new InetSocketAddress("198.51.100.1", 9);

    static final Comparator<InetAddress> BEST_FIRST = Comparator.comparing(
                    (InetAddress address) -> !(address instanceof Inet4Address))
            .thenComparing(address -> !address.isSiteLocalAddress());

    private OwnAddress() {}

    /** The one that the rest of the world sees it by, else the best of its interfaces, else the loopback address. */
    static InetAddress find() {
        try {
            InetAddress towardsOthers = towardsOthers();
            return isOfUse(towardsOthers)
                    ? towardsOthers
                    : NetworkInterface.networkInterfaces()
                            .filter(OwnAddress::isUp)
                            .flatMap(OwnAddress::addresses)
                            .min(BEST_FIRST)
                            .orElseGet(InetAddress::getLoopbackAddress);
        } catch (SocketException noInterfaces) {
            return InetAddress.getLoopbackAddress();
        }
    }

    /** The address that the routes give to what goes far; the virtual networks of this machine have others. Nothing is sent. */
    private static InetAddress towardsOthers() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(FAR_AWAY);
            return socket.getLocalAddress();
        } catch (UncheckedIOException | IOException noRoute) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback();
        } catch (SocketException gone) {
            return false;
        }
    }

    private static Stream<InetAddress> addresses(NetworkInterface network) {
        return network.getInterfaceAddresses().stream()
                .map(InterfaceAddress::getAddress)
                .filter(OwnAddress::isOfUse);
    }

    /** Link-local addresses are none: with them goes the name of an interface. */
    private static boolean isOfUse(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isLoopbackAddress() && !address.isLinkLocalAddress();
    }
}
