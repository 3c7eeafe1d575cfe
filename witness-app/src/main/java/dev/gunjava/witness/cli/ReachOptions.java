package dev.gunjava.witness.cli;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.witness.web.WebServer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The flags about who can reach the page and the relay that it needs. */
final class ReachOptions {

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            description =
                    "Address for the page and its relay to listen on, 0.0.0.0 for all. Beyond this machine a write"
                            + " needs the token in the address that is printed (127.0.0.1, this machine alone).",
            defaultValue = "127.0.0.1")
    private String bind;

    @Option(
            names = "--advertise",
            paramLabel = "HOST",
            description = "Name or address by which other devices reach this machine, for the address that is printed"
                    + " (its own address).",
            converter = HostName.class)
    private @Nullable String advertised;

    /** @throws ParameterException if the flags do not go together */
    void check(CommandSpec command, int pagePort) {
        if (advertised != null && pagePort == 0) {
            throw new ParameterException(
                    command.commandLine(),
                    "--advertise: the relay has to know the port of the page; choose one with --page-port");
        }
    }

    /** Sets up the relay: pages of the name that is advertised may connect, as those of its own address may anyway. */
    GunRelay.Builder apply(GunRelay.Builder relay, int pagePort) {
        relay.bind(bind);
        if (advertised != null) {
            relay.origins(Set.of("http://" + advertised + (pagePort == 80 ? "" : ":" + pagePort)));
        }
        return relay;
    }

    WebServer.Builder apply(WebServer.Builder page) {
        return page.bind(bind).ownName(advertised);
    }

    /** Reads a name or an address as it stands in a URL. */
    static final class HostName implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]")) {
                throw new TypeConversionException(
                        "'" + text + "' is no name or address, such as mybox.local, 192.168.1.5 or [fd00::5]");
            }
            return text.toLowerCase(Locale.ROOT);
        }
    }
}
