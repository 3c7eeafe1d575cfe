package dev.gunjava.witness.rtc;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an ICE candidate: an IPv4 or IPv6 literal, or a name for multicast DNS.
 *
 * <p>Other host names are no addresses here: resolving them would let a stranger make this machine look up names.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param text the normal form: dotted decimal, RFC 5952, or a lowercase UUID with {@code .local}
 */
public record CandidateAddress(String text) {
    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
    private static final Pattern IPV6 = Pattern.compile("(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}");
    private static final Pattern MDNS = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.local");
    private static final int GROUPS = 8;

    /** @throws IllegalArgumentException if the text is not in normal form */
    public CandidateAddress {
        if (!normalized(text).equals(Optional.of(text))) {
            throw new IllegalArgumentException("not the normal form of an address");
        }
    }

    /** The address that a text means; empty if it means none. Never asks a name server. */
    static Optional<CandidateAddress> parse(String text) {
        return normalized(text).map(CandidateAddress::new);
    }

    /** Whether it is an IPv6 address. */
    public boolean isIpv6() {
        return text.indexOf(':') >= 0;
    }

    /** Whether it stands for every address, as 0.0.0.0 does. */
    boolean isUnspecified() {
        return text.equals("0.0.0.0") || text.equals("::");
    }

    boolean isName() {
        return text.endsWith(".local");
    }

    @Override
    public String toString() {
        return text;
    }

    private static Optional<String> normalized(String text) {
        if (IPV6.matcher(text).matches()) {
            return ipv6(text);
        }
        Matcher ipv4 = IPV4.matcher(text);
        if (ipv4.matches()) {
            for (int i = 1; i <= ipv4.groupCount(); i++) {
                if (Integer.parseInt(ipv4.group(i)) > 255) {
                    return Optional.empty();
                }
            }
            return Optional.of(text);
        }
        String name = text.toLowerCase(Locale.ROOT);
        return MDNS.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    /** The brackets make the JDK refuse whatever is no literal. It reads an IPv4-mapped address as IPv4: not admitted. */
    private static Optional<String> ipv6(String text) {
        try {
            return InetAddress.getByName("[" + text + "]") instanceof Inet6Address address
                    ? Optional.of(rfc5952(address.getAddress()))
                    : Optional.empty();
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    /** The JDK prints every zero; RFC 5952 §4 leaves out the first of the longest runs of two or more. */
    private static String rfc5952(byte[] address) {
        List<String> groups = new ArrayList<>(GROUPS);
        for (int i = 0; i < GROUPS; i++) {
            groups.add(Integer.toHexString(((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff)));
        }
        int start = 0;
        int longest = 1;
        int run = 0;
        for (int i = 0; i < GROUPS; i++) {
            run = groups.get(i).equals("0") ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                start = i - run + 1;
            }
        }
        return longest == 1
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start)) + "::"
                        + String.join(":", groups.subList(start + longest, GROUPS));
    }
}
