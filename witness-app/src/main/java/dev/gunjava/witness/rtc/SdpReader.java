package dev.gunjava.witness.rtc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a data channel connection from SDP (RFC 8866). The page's {@code sdp.js} reads alike.
 *
 * <p>Lines of no interest are skipped. An attribute may stand once for the session and once for the section, which wins.
 */
final class SdpReader {
    private static final int MAX_LINES = 256;
    private static final String CANDIDATE = "a=candidate:";

    private static final Pattern SECTION =
            Pattern.compile("m=application [1-9][0-9]{0,4} (UDP|TCP)/DTLS/SCTP webrtc-datachannel");
    private static final Pattern FINGERPRINT = Pattern.compile("(?i)sha-256 [0-9a-f]{2}(?::[0-9a-f]{2}){31}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Set<String> READ = Set.of(
            "group",
            "mid",
            "ice-ufrag",
            "ice-pwd",
            "ice-options",
            "fingerprint",
            "setup",
            "sctp-port",
            "max-message-size");

    private static final long DEFAULT_PORT = 5_000;
    private static final long DEFAULT_MAX_MESSAGE_SIZE = 65_536;

    private final Map<String, String> session = new HashMap<>();
    private final Map<String, String> section = new HashMap<>();
    private final List<IceCandidate> candidates = new ArrayList<>();
    private @Nullable Matcher media;
    private int candidateLines;

    private SdpReader() {}

    static SessionDescription read(SessionDescription.Type type, String sdp) {
        require(sdp.length() <= SessionDescription.MAX_LENGTH, "SDP is too long");
        String[] lines = sdp.split("\r?\n", -1);
        require(lines.length <= MAX_LINES, "SDP has too many lines");
        require(lines[0].equals("v=0"), "SDP does not start with v=0");
        SdpReader reader = new SdpReader();
        for (String line : lines) {
            reader.line(line);
        }
        return reader.description(type);
    }

    private void line(String line) {
        if (line.startsWith("m=")) {
            require(media == null, "SDP has too many m=");
            media = SECTION.matcher(line);
            require(media.matches(), "SDP has a bad m=");
        } else if (line.startsWith(CANDIDATE)) {
            candidateLines++;
            Optional<IceCandidate> candidate = IceCandidate.parse(line.substring("a=".length()));
            if (media != null && candidates.size() < SessionDescription.MAX_CANDIDATES) {
                candidate.ifPresent(candidates::add);
            }
        } else if (line.startsWith("a=")) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring("a=".length(), colon);
            if (READ.contains(name)) {
                Map<String, String> level = media == null ? session : section;
                require(level.put(name, line.substring(colon + 1)) == null, "SDP has too many a=" + name);
            }
        }
    }

    private SessionDescription description(SessionDescription.Type type) {
        require(media != null, "SDP lacks m=");
        String mid = needed("mid");
        SessionDescription.Ice ice =
                new SessionDescription.Ice(needed("ice-ufrag"), needed("ice-pwd"), options(value("ice-options")));
        List<IceCandidate> own = candidates.stream()
                .filter(candidate -> candidate.ufrag() == null || ice.ufrag().equals(candidate.ufrag()))
                .toList();
        return new SessionDescription(
                type,
                mid,
                ("BUNDLE " + mid).equals(session.get("group")),
                ice,
                fingerprint(needed("fingerprint")),
                setup(needed("setup")),
                new SessionDescription.Sctp(
                        Objects.requireNonNull(media).group(1).equals("TCP"),
                        (int) Math.min(number("sctp-port", DEFAULT_PORT), Integer.MAX_VALUE),
                        number("max-message-size", DEFAULT_MAX_MESSAGE_SIZE)),
                own,
                candidateLines - own.size());
    }

    private @Nullable String value(String name) {
        return section.getOrDefault(name, session.get(name));
    }

    private String needed(String name) {
        String value = value(name);
        if (value == null) {
            throw new IllegalArgumentException("SDP lacks a=" + name);
        }
        return value;
    }

    private long number(String name, long unstated) {
        String value = value(name);
        if (value == null) {
            return unstated;
        }
        require(NUMBER.matcher(value).matches(), "SDP has a bad a=" + name);
        return Long.parseLong(value);
    }

    /** Unknown options are skipped, whatever they look like. */
    private static Set<SessionDescription.Ice.Option> options(@Nullable String list) {
        List<String> words = list == null ? List.of() : Arrays.asList(list.split(" ", -1));
        return Stream.of(SessionDescription.Ice.Option.values())
                .filter(option -> words.contains(option.word()))
                .collect(Collectors.toSet());
    }

    /** The algorithm in lowercase and the digest in uppercase, as browsers write them. */
    private static String fingerprint(String value) {
        require(FINGERPRINT.matcher(value).matches(), "SDP has a bad a=fingerprint");
        int space = value.indexOf(' ');
        return value.substring(0, space).toLowerCase(Locale.ROOT)
                + value.substring(space).toUpperCase(Locale.ROOT);
    }

    private static SessionDescription.Setup setup(String value) {
        return Stream.of(SessionDescription.Setup.values())
                .filter(setup -> setup.word().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("SDP has a bad a=setup"));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
