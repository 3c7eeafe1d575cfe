package dev.gunjava.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.limits.AtBound;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Connections that are no WebSockets yet")
class PendingHandshakesTest {

    private final PendingHandshakes handshakes = new PendingHandshakes(10, 4);

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) number});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<Channel> begin(int count, int address, boolean shared) {
        List<Channel> begun = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Channel channel = new EmbeddedChannel();
            begun.add(channel);
            handshakes.begin(channel, address(address), shared);
        }
        return begun;
    }

    @Test
    @DisplayName("give way at the bound of their address, the oldest first")
    @AtBound("connections.handshakesPerAddress")
    void perAddress() {
        List<Channel> channels = begin(6, 1, false);
        assertThat(channels.stream().map(Channel::isOpen)).containsExactly(false, false, true, true, true, true);
        assertThat(handshakes.total()).isEqualTo(4);
    }

    @Test
    @DisplayName("give way at the bound in all where an address has the most, the oldest first")
    void inAll() {
        List<Channel> few = begin(1, 1, false);
        List<Channel> many = begin(9, 2, true);
        List<Channel> newcomers = begin(2, 3, false);
        assertThat(few).allMatch(Channel::isOpen);
        assertThat(newcomers).allMatch(Channel::isOpen);
        assertThat(many.stream().map(Channel::isOpen))
                .containsExactly(false, false, true, true, true, true, true, true, true);
        assertThat(handshakes.total()).isEqualTo(10);
    }

    @Test
    @DisplayName("count until they end")
    void end() {
        List<Channel> channels = begin(4, 1, false);
        channels.get(0).close().syncUninterruptibly();
        handshakes.end(channels.get(1), address(1));
        handshakes.end(channels.get(1), address(1));
        assertThat(handshakes.total()).isEqualTo(2);
        begin(2, 1, false);
        assertThat(channels.get(1).isOpen()).as("it is a WebSocket now").isTrue();
        assertThat(channels.get(2).isOpen()).isTrue();
        begin(1, 1, false);
        assertThat(channels.get(2).isOpen()).isFalse();
        assertThat(handshakes.total()).isEqualTo(4);
    }
}
