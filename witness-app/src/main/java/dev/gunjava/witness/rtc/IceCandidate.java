package dev.gunjava.witness.rtc;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach a peer: a candidate attribute (RFC 8839 §5.1, RFC 6544 §4.5) of the only component of a data connection.
 *
 * <p>Immutable and so thread-safe.
 *
 * @param foundation what candidates of the same kind, base and server have in common
 * @param priority from 1 to 2<sup>31</sup> − 1
 * @param port from 1 024 on, since libwebrtc refuses lower ones; 9 for an active TCP candidate, which has none
 * @param related the base of a reflexive or relayed address, or null
 * @param extensions what libwebrtc adds to a candidate, each value in normal form
 */
public record IceCandidate(
        String foundation,
        Transport transport,
        long priority,
        CandidateAddress address,
        int port,
        Route.Candidate type,
        @Nullable Related related,
        Map<Extension, String> extensions) {

    /** Characters that the text of a candidate may have. */
    static final int MAX_LENGTH = 1_024;

    /** What ICE calls an ice-char. */
    static final String ICE_CHARS = "[0-9A-Za-z+/]";

    private static final long MAX_PRIORITY = Integer.MAX_VALUE;
    private static final int MIN_PORT = 1_024;
    private static final int MAX_PORT = 65_535;
    private static final int DISCARD_PORT = 9;

    private static final Pattern FOUNDATION = Pattern.compile(ICE_CHARS + "{1,32}");
    private static final Pattern UFRAG_FORM = Pattern.compile(ICE_CHARS + "{4,256}");

    /** Without nested repetition over the same characters, so matching is linear in the text. */
    private static final Pattern FORM = Pattern.compile(
            "candidate:(" + ICE_CHARS + "{1,32}) 1 ([A-Za-z]{3}) ([0-9]{1,10}) "
                    + "([0-9A-Za-z:.-]{2,64}) ([0-9]{1,5}) typ (host|srflx|prflx|relay)((?: [!-~]{1,256} [!-~]{1,256}){0,16})");

    /** How packets travel, and for TCP which side connects. */
    public enum Transport {
        UDP,
        TCP_ACTIVE,
        TCP_PASSIVE,
        TCP_SO;

        /** The value of {@code tcptype}; empty for UDP. */
        private String tcpType() {
            return this == UDP ? "" : name().substring("TCP_".length()).toLowerCase(Locale.ROOT);
        }

        private static Optional<Transport> of(String protocol, @Nullable String tcpType) {
            for (Transport transport : values()) {
                String name = transport == UDP ? "udp" : "tcp";
                if (name.equalsIgnoreCase(protocol) && transport.tcpType().equals(tcpType == null ? "" : tcpType)) {
                    return Optional.of(transport);
                }
            }
            return Optional.empty();
        }
    }

    /** An attribute that libwebrtc appends to a candidate, in its order. */
    public enum Extension {
        GENERATION(0xFFFF_FFFFL),
        /** The user name fragment of the description that the candidate belongs to. */
        UFRAG(-1),
        NETWORK_ID(0xFFFF),
        NETWORK_COST(999);

        private final long max;

        Extension(long max) {
            this.max = max;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private Optional<String> normalized(String value) {
            if (this == UFRAG) {
                return UFRAG_FORM.matcher(value).matches() ? Optional.of(value) : Optional.empty();
            }
            OptionalLong number = number(value, max);
            return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : Optional.empty();
        }
    }

    /** The address that a reflexive or relayed candidate was derived from; for people only. */
    public record Related(CandidateAddress address, int port) {
        /** @throws IllegalArgumentException if there is no such port */
        public Related {
            require(port >= 0 && port <= MAX_PORT);
        }
    }

    /** @throws IllegalArgumentException if a part is out of its range */
    public IceCandidate {
        require(FOUNDATION.matcher(foundation).matches());
        require(priority >= 1 && priority <= MAX_PRIORITY);
        require(!address.isUnspecified());
        require(transport == Transport.TCP_ACTIVE ? port == DISCARD_PORT : port >= MIN_PORT && port <= MAX_PORT);
        extensions.forEach((name, value) -> require(name.normalized(value).equals(Optional.of(value))));
        EnumMap<Extension, String> ordered = new EnumMap<>(Extension.class);
        ordered.putAll(extensions);
        extensions = Collections.unmodifiableMap(ordered);
    }

    /** The candidate that a text means; empty if it means none that can be used, as the empty one that ends a list. */
    public static Optional<IceCandidate> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > MAX_LENGTH || !form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(form));
        } catch (IllegalArgumentException outOfRange) {
            return Optional.empty();
        }
    }

    private static IceCandidate read(Matcher form) {
        String tcpType = null;
        String relatedAddress = null;
        String relatedPort = null;
        EnumMap<Extension, String> extensions = new EnumMap<>(Extension.class);
        String[] words = form.group(7).split(" ", -1);
        for (int i = 1; i + 1 < words.length; i += 2) {
            String value = words[i + 1];
            switch (words[i]) {
                case "raddr" -> relatedAddress = once(relatedAddress, value);
                case "rport" -> relatedPort = once(relatedPort, value);
                case "tcptype" -> tcpType = once(tcpType, value);
                default -> {
                    for (Extension extension : Extension.values()) {
                        if (extension.word().equals(words[i])) {
                            require(extensions.put(
                                            extension,
                                            extension.normalized(value).orElseThrow(IceCandidate::malformed))
                                    == null);
                        }
                    }
                }
            }
        }
        Transport transport = Transport.of(form.group(2), tcpType).orElseThrow(IceCandidate::malformed);
        return new IceCandidate(
                form.group(1),
                transport,
                number(form.group(3), MAX_PRIORITY).orElseThrow(IceCandidate::malformed),
                CandidateAddress.parse(form.group(4)).orElseThrow(IceCandidate::malformed),
                transport == Transport.TCP_ACTIVE ? DISCARD_PORT : Integer.parseInt(form.group(5)),
                Route.Candidate.valueOf(form.group(6).toUpperCase(Locale.ROOT)),
                related(relatedAddress, relatedPort),
                extensions);
    }

    private static @Nullable Related related(@Nullable String address, @Nullable String port) {
        if (address == null || port == null) {
            require(address == null && port == null);
            return null;
        }
        return new Related(CandidateAddress.parse(address).orElseThrow(IceCandidate::malformed), (int)
                number(port, MAX_PORT).orElseThrow(IceCandidate::malformed));
    }

    private static String once(@Nullable String before, String value) {
        require(before == null);
        return value;
    }

    private static OptionalLong number(String text, long max) {
        if (!text.matches("[0-9]{1,10}")) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(text);
        return number <= max ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("not an ICE candidate");
    }

    /** The user name fragment that it names, or null. */
    @Nullable
    String ufrag() {
        return extensions.get(Extension.UFRAG);
    }

    /** The attribute as libwebrtc writes it, starting with {@code candidate:}. */
    public String text() {
        StringBuilder text = new StringBuilder(128)
                .append("candidate:")
                .append(foundation)
                .append(" 1 ")
                .append(transport == Transport.UDP ? "udp" : "tcp")
                .append(' ')
                .append(priority)
                .append(' ')
                .append(address)
                .append(' ')
                .append(port)
                .append(" typ ")
                .append(type.word());
        if (related != null) {
            text.append(" raddr ").append(related.address).append(" rport ").append(related.port);
        }
        if (transport != Transport.UDP) {
            text.append(" tcptype ").append(transport.tcpType());
        }
        extensions.forEach((name, value) ->
                text.append(' ').append(name.word()).append(' ').append(value));
        return text.toString();
    }
}
