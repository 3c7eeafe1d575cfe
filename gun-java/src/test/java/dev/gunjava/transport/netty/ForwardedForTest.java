package dev.gunjava.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The client behind a proxy")
class ForwardedForTest {

    private static final Set<InetAddress> TRUSTED = Set.of(address(10, 0, 0, 1), address(10, 0, 0, 2));

    private static InetAddress address(int a, int b, int c, int d) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("is the last one named that is no trusted proxy, whatever the client claimed before")
    void lastUntrusted() {
        assertThat(ForwardedFor.client(List.of("8.8.8.8, 192.0.2.7", "10.0.0.2"), TRUSTED))
                .isEqualTo(address(192, 0, 2, 7));
    }

    @Test
    @DisplayName("is unknown if the header is missing, no address, or names proxies alone")
    void unknown() {
        assertThat(ForwardedFor.client(List.of(), TRUSTED)).isNull();
        assertThat(ForwardedFor.client(List.of("192.0.2.7, somewhere"), TRUSTED))
                .isNull();
        assertThat(ForwardedFor.client(List.of("10.0.0.1,10.0.0.2"), TRUSTED)).isNull();
    }
}
