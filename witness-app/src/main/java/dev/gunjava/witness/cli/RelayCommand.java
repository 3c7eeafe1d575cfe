package dev.gunjava.witness.cli;

import dev.gunjava.relay.Acks;
import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import java.io.IOException;
import java.net.URI;
import java.util.List;
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

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + DEFAULT_PORT,
            converter = Port.class)
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
            description = "general, for any graph; or signalling, for witness peers alone (default: ${DEFAULT-VALUE}).",
            defaultValue = "general")
    private Profile profile;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Let pages of this origin connect, such as https://example.org, or '*' for any."
                    + " Pages of this machine may always. Repeats.")
    private Set<String> origins = Set.of();

    @Option(
            names = "--peer",
            paramLabel = "URL",
            description = "Another relay, of this kind or gun.js, to dial and share the graph with. Repeats.",
            converter = PeerOptions.Address.class)
    private List<URI> peers = List.of();

    @Option(
            names = "--rate",
            paramLabel = "N|unlimited",
            description = "Messages a second that one connection may send; a faster one is made to wait.",
            converter = Rate.Converter.class)
    private @Nullable Rate rate;

    @Option(
            names = "--ack",
            paramLabel = "stored|alone|never",
            description = "Which writes the relay acks itself: all; those that it passed on to nobody; or none"
                    + " (default: ${DEFAULT-VALUE}).",
            defaultValue = "stored")
    private Acks acks;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Shutdown shutdown = new Shutdown();
                GunRelay relay = relay().open()) {
            Output.line("relay at " + relay.uri());
            shutdown.await();
        }
        return ExitCode.OK;
    }

    private GunRelay.Builder relay() {
        GunRelay.Builder relay = GunRelay.builder()
                .profile(profile)
                .bind(bind)
                .port(port)
                .origins(origins)
                .acks(acks);
        peers.forEach(relay::peer);
        return rate == null ? relay : relay.rate(rate.perSecond());
    }
}
