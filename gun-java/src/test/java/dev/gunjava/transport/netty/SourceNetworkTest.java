package dev.gunjava.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.Limits;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where connections come from")
class SourceNetworkTest {

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private static SourceNetwork of(String literal) {
        return SourceNetwork.of(address(literal));
    }

    @Test
    @DisplayName("is one IPv4 address, or the IPv6 network of which a machine has all addresses")
    void networks() {
        assertThat(of("192.0.2.1")).isEqualTo(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2"));
        assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff::1")).isNotEqualTo(of("2001:db8:1:3::1"));
        assertThat(of("0:0:0:1::")).isNotEqualTo(of("0.0.0.1"));
    }

    @Test
    @DisplayName("counts for the bound of connections, whichever of its addresses a machine uses")
    void counts() {
        ConnectionCount count =
                new ConnectionCount(Limits.general().connections().withPerAddress(2));
        assertThat(count.enterAddress(new EmbeddedChannel(), address("2001:db8:1:2::1")))
                .isTrue();
        assertThat(count.enterAddress(new EmbeddedChannel(), address("2001:db8:1:2::2")))
                .isTrue();
        assertThat(count.enterAddress(new EmbeddedChannel(), address("2001:db8:1:2::3")))
                .isFalse();
        assertThat(count.enterAddress(new EmbeddedChannel(), address("2001:db8:1:3::1")))
                .isTrue();
    }
}
