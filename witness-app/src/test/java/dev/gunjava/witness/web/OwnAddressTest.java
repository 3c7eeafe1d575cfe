package dev.gunjava.witness.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The address that others reach this machine by")
class OwnAddressTest {

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    @Test
    @DisplayName("is one of this machine")
    void isOurs() throws Exception {
        assertThat(NetworkInterface.getByInetAddress(OwnAddress.find())).isNotNull();
    }

    @Test
    @DisplayName("is rather of a private network than of the world, and rather IPv4 than IPv6, which is longer to type")
    void order() throws Exception {
        List<InetAddress> sorted = Stream.of(address("2001:db8::1"), address("203.0.113.9"), address("192.168.1.5"))
                .sorted(OwnAddress.BEST_FIRST)
                .toList();
        assertThat(sorted).containsExactly(address("192.168.1.5"), address("203.0.113.9"), address("2001:db8::1"));
    }
}
