package dev.gunjava.witness.cli;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.RelayOptions;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a relay until it is told to stop. */
@Command(
        name = "relay",
        description = "Run a Gun relay; gun.js peers connect to it as to one of their own.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RelayCommand implements Callable<Integer> {

    static final int DEFAULT_PORT = 8765;

    /** Which limits a relay has, and what may be written to it. */
    enum Profile {
        /** Any graph. */
        general,
        /** Discovery and signalling of witness peers alone, with tighter limits. */
        signalling
    }

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + DEFAULT_PORT)
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine alone).",
            defaultValue = "127.0.0.1")
    private String bind;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "general")
    private Profile profile;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Let pages of this origin connect, such as https://example.org, or '*' for any."
                    + " Pages of this machine may always. Repeats.")
    private Set<String> origins = Set.of();

    @Option(
            names = "--rate",
            paramLabel = "N|unlimited",
            description = "Messages a second that one connection may send; a faster one is made to wait.",
            converter = Rate.Converter.class)
    private @Nullable Rate rate;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Shutdown shutdown = new Shutdown();
                GunRelay relay = GunRelay.open(options())) {
            Output.line("relay at " + relay.uri());
            shutdown.await();
        }
        return ExitCode.OK;
    }

    private RelayOptions options() {
        RelayOptions options =
                profile == Profile.general ? RelayOptions.general(bind, port) : RelayOptions.signalling(bind, port);
        options = options.withAcceptor(options.acceptor().withOrigins(origins));
        return rate == null
                ? options
                : options.withAcceptor(options.acceptor().withRate(rate.perSecond(), rate.burst()));
    }
}
