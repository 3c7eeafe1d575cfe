package dev.gunjava.witness.cli;

import dev.gunjava.transport.RelayAddress;
import dev.gunjava.witness.peer.WitnessPeer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = Settings.FILE_FLAG,
            paramLabel = "FILE",
            description = "Take the settings that no flag and no variable gives from this properties file.")
    private @Nullable Path config;

    /** The relays, for people. */
    String describeRelays() {
        return relays.stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    /**
     * Describes the peer of a command.
     *
     * @throws ParameterException if a setting is not acceptable
     */
    WitnessPeer.Builder peer(CommandSpec command) {
        new Settings(command, System.getenv(), Map.of()).apply(() -> config);
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
