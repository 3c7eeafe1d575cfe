package dev.gunjava.witness.cli;

import dev.gunjava.transport.RelayAddress;
import dev.gunjava.witness.peer.WitnessPeer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The flags of every command that is a witness peer. */
final class PeerOptions {

    private static final String LOCAL_RELAY = "ws://127.0.0.1:" + RelayCommand.DEFAULT_PORT + "/gun";

    @Option(
            names = "--relay",
            paramLabel = "URL",
            description = "Relay to find others through: ws://, wss:// or http(s)://, with /gun if no path is given."
                    + " Repeats (default: ${DEFAULT-VALUE}).",
            defaultValue = LOCAL_RELAY,
            converter = Address.class)
    private List<URI> relays;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "How long a witness lives, such as 30s or 10m (default: ${DEFAULT-VALUE}).",
            defaultValue = "10m",
            converter = Time.class)
    private Duration ttl;

    @Mixin
    private IceOptions ice;

    @Mixin
    private OldPageOptions oldPages;

    @Mixin
    private ConfigOptions config;

    /** The relays, for people. */
    String describeRelays() {
        return relays.stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    /**
     * Takes the settings from where the command line does not give them; prints them all if they are asked for.
     *
     * @return whether they were printed, and the command is done
     * @throws ParameterException if a value is none, or the file cannot be used
     */
    boolean printed(CommandSpec command) {
        return config.printed(command);
    }

    /**
     * Describes the peer of a command, after {@link #printed}.
     *
     * @throws ParameterException if a setting is not acceptable
     */
    WitnessPeer.Builder peer(CommandSpec command) {
        return oldPages.apply(WitnessPeer.builder().relays(relays).ttl(ttl).ice(ice.configuration(command)));
    }

    /** Reads the address of a relay. */
    static final class Address implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            try {
                return RelayAddress.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a time with its unit. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String digits = text.replaceFirst("(ms|s|m|h)$", "");
            String unit = text.substring(digits.length());
            long number = digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : 0;
            Duration time =
                    switch (unit) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ZERO;
                    };
            if (time.isZero()) {
                throw new TypeConversionException(
                        "'" + text + "' is no time above zero, such as 500ms, 30s, 10m or 1h");
            }
            return time;
        }
    }
}
