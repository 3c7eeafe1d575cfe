package dev.gunjava.witness.cli;

import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.rtc.IceServer;
import dev.gunjava.witness.rtc.IceUrl;
import dev.gunjava.witness.rtc.Ports;
import dev.gunjava.witness.rtc.TurnAuthentication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The flags by which a witness peer finds ways to others. */
final class IceOptions {

    private static final String NONE = "none";

    /** Those of the deployed pages. */
    private static final List<String> DEPLOYED =
            List.of("stun:stun.l.google.com:19302", "stun:stun1.l.google.com:19302");

    @Option(
            names = "--stun",
            paramLabel = "URL|none",
            description = "STUN server that tells our public address. Repeats"
                    + " (stun:stun.l.google.com:19302 and stun:stun1.l.google.com:19302).",
            converter = StunUrl.class)
    private List<String> stun = DEPLOYED;

    @Option(
            names = "--turn",
            paramLabel = "URL",
            description = "TURN server that relays where no direct way is found, such as"
                    + " turn:host:3478?transport=udp. Repeats.",
            converter = TurnUrl.class)
    private List<IceUrl> turn = List.of();

    @Option(names = "--turn-user", paramLabel = "NAME", description = "User name for the TURN servers.")
    private @Nullable String turnUser;

    @Option(names = "--turn-password", paramLabel = "TEXT", description = "Password of that user.")
    private @Nullable String turnPassword;

    @Option(
            names = "--turn-secret",
            paramLabel = "TEXT",
            description = "Secret shared with the TURN servers, from which passwords for 24 hours are made"
                    + " (use-auth-secret of coturn); instead of a password.")
    private @Nullable String turnSecret;

    @Option(
            names = "--ice-policy",
            paramLabel = "NAME",
            description = "all, any way to other peers; or relay, through TURN servers alone, which keeps our"
                    + " address from other peers (all).",
            defaultValue = "all",
            converter = Choice.OfPolicy.class)
    private IceConfiguration.Policy policy;

    @Option(
            names = "--ice-ports",
            paramLabel = "MIN-MAX",
            description = "Local UDP ports to use, at least 32 (any).",
            converter = PortRange.class)
    private @Nullable Ports ports;

    /**
     * What the flags and settings amount to.
     *
     * @throws ParameterException if they do not go together
     */
    IceConfiguration configuration(CommandSpec command) {
        try {
            List<IceServer> servers = new ArrayList<>();
            if (!stun.contains(NONE)) {
                stun.forEach(url -> servers.add(IceServer.stun(url)));
            } else if (stun.size() > 1) {
                throw new IllegalArgumentException("--stun is either none or URLs");
            }
            TurnAuthentication authentication = authentication();
            turn.forEach(url -> servers.add(new IceServer(url, authentication)));
            return new IceConfiguration(servers, policy, ports);
        } catch (IllegalArgumentException fault) {
            throw new ParameterException(command.commandLine(), fault.getMessage(), fault);
        }
    }

    private @Nullable TurnAuthentication authentication() {
        if (turn.isEmpty()) {
            if (turnUser != null || turnPassword != null || turnSecret != null) {
                throw new IllegalArgumentException("--turn-user, --turn-password and --turn-secret need --turn");
            }
            return null;
        }
        if (turnSecret != null && turnPassword == null) {
            return new TurnAuthentication.SharedSecret(turnSecret, turnUser == null ? "" : turnUser);
        }
        if (turnSecret == null && turnPassword != null && turnUser != null) {
            return new TurnAuthentication.Password(turnUser, turnPassword);
        }
        throw new IllegalArgumentException("--turn needs either --turn-user and --turn-password, or --turn-secret");
    }

    /** Reads the URL of a STUN server, or {@code none}. */
    static final class StunUrl implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return text.equals(NONE) ? text : url(text, false).text();
        }
    }

    /** Reads the URL of a TURN server. */
    static final class TurnUrl implements ITypeConverter<IceUrl> {
        @Override
        public IceUrl convert(String text) {
            return url(text, true);
        }
    }

    private static IceUrl url(String text, boolean turn) {
        try {
            IceUrl url = new IceUrl(text);
            if (url.isTurn() == turn) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException(malformed.getMessage());
        }
        throw new TypeConversionException("'" + text + "' is for " + (turn ? "--stun" : "--turn"));
    }

    /** Reads a range of ports. */
    static final class PortRange implements ITypeConverter<Ports> {
        @Override
        public Ports convert(String text) {
            if (!text.matches("[0-9]{1,5}-[0-9]{1,5}")) {
                throw new TypeConversionException("'" + text + "' is no range of ports, such as 50000-50099");
            }
            try {
                int hyphen = text.indexOf('-');
                return new Ports(
                        Integer.parseInt(text.substring(0, hyphen)), Integer.parseInt(text.substring(hyphen + 1)));
            } catch (IllegalArgumentException outOfRange) {
                throw new TypeConversionException(outOfRange.getMessage());
            }
        }
    }
}
