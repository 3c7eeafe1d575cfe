package dev.gunjava.witness.cli;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.witness.web.WebServer;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
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

    /** @throws ParameterException if the flags cannot be used, or not together */
    void check(CommandSpec command, int pagePort) {
        if (!isOurs(bind)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--bind: '" + bind + "' is no address of this machine; 0.0.0.0 stands for all of them");
        }
        if (advertised != null && pagePort == 0) {
            throw new ParameterException(
                    command.commandLine(),
                    "--advertise: the relay has to know the port of the page; choose one with --page-port");
        }
    }

    private static boolean isOurs(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException unknown) {
            return false;
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
