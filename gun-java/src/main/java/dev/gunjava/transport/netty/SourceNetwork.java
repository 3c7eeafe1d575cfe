package dev.gunjava.transport.netty;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Where connections come from, as far as an address tells: an IPv4 address, or the first 64 bits of an IPv6 address, of which
 * one machine may use all the others (RFC 4291, section 2.5.4).
 *
 * @param bits the bits that count
 * @param length how many those are
 */
record SourceNetwork(long bits, int length) {

    private static final int IPV6_BITS = 64;

    static SourceNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new SourceNetwork(bytes.getLong(), IPV6_BITS)
                : new SourceNetwork(Integer.toUnsignedLong(bytes.getInt()), Integer.SIZE);
    }
}
