package dev.gunjava.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.OurRelay;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network that goes away and comes back, in the namespace that {@code tools/netns} makes. */
class LostNetworkIT {
    private static final String BRIDGE = "v0";
    private static final String ADDRESS = "10.99.0.1";
    private static final Duration COMMAND = Duration.ofSeconds(5);
    private static final Duration NOTICED = Duration.ofSeconds(30);

    @RegisterExtension
    final Lab lab = new Lab();

    @BeforeEach
    void inTheNamespace() throws SocketException {
        NetworkInterface bridge = NetworkInterface.getByName(BRIDGE);
        assumeTrue(
                bridge != null
                        && bridge.inetAddresses()
                                .map(InetAddress::getHostAddress)
                                .anyMatch(ADDRESS::equals),
                "only a network of our own may be taken down");
    }

    @AfterEach
    void networkIsBack() throws SocketException {
        if (!NetworkInterface.getByName(BRIDGE).isUp()) {
            up();
        }
    }

    private void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        assertThat(lab.run(command.toArray(String[]::new)).awaitExit(COMMAND)).isZero();
    }

    /** With its address: to an address of its own a machine finds the way without any interface. */
    private void down() {
        ip("address", "flush", "dev", BRIDGE);
        ip("link", "set", BRIDGE, "down");
    }

    private void up() {
        ip("address", "add", ADDRESS + "/24", "dev", BRIDGE);
        ip("link", "set", BRIDGE, "up");
        ip("route", "add", "default", "via", "10.99.0.2", "dev", BRIDGE);
    }

    @Test
    @DisplayName("peers notice that the network is gone, and connect again by themselves when it is back")
    void goneAndBack() {
        Duration ttl = Duration.ofMinutes(5);
        OurRelay relay = lab.ourSignallingRelay();
        JvmPeer one = lab.jvmPeer(relay, ttl);
        JvmPeer other = lab.jvmPeer(relay, ttl);
        Meshes.isFull(List.of(one, other));
        down();
        await("no channel is left").atMost(NOTICED).until(() -> one.openChannels() + other.openChannels() == 0);
        up();
        Meshes.isFull(List.of(one, other));
        Meshes.witnessesTravel(List.of(one, other), lab.secrets());
    }
}
