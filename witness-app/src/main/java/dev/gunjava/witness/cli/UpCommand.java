package dev.gunjava.witness.cli;

import dev.gunjava.relay.GunRelay;
import dev.gunjava.relay.Profile;
import dev.gunjava.witness.peer.WitnessPeer;
import dev.gunjava.witness.rtc.IceConfiguration;
import dev.gunjava.witness.web.PageConfig;
import dev.gunjava.witness.web.QrDrawing;
import dev.gunjava.witness.web.WebServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts all of it: a relay, a witness peer and the page. */
@Command(
        name = "up",
        description = "Start a relay, a witness peer and the page; open the address that is printed.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", Settings.ABOUT})
final class UpCommand implements Callable<Integer> {

    static final int DEFAULT_PAGE_PORT = 8080;

    /** So that what is light in the code is light on any terminal. Source: ECMA-48, SGR. */
    private static final String WHITE_ON_BLACK = "\033[97;40m";

    private static final String AS_BEFORE = "\033[0m";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--relay-port",
            paramLabel = "N",
            description = "Port of the relay; 0 for any that is free (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + RelayCommand.DEFAULT_PORT,
            converter = Port.class)
    private int relayPort;

    @Option(
            names = "--page-port",
            paramLabel = "N",
            description = "Port of the page; 0 for any that is free (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + DEFAULT_PAGE_PORT,
            converter = Port.class)
    private int pagePort;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "How long a witness lives, such as 30s or 10m (default: ${DEFAULT-VALUE}).",
            defaultValue = "10m",
            converter = PeerOptions.Time.class)
    private Duration ttl;

    @Mixin
    private ReachOptions reach;

    @Mixin
    private IceOptions iceOptions;

    @Mixin
    private OldPageOptions oldPages;

    @Mixin
    private ConfigOptions config;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (config.printed(spec)) {
            return ExitCode.OK;
        }
        IceConfiguration ice = iceOptions.configuration(spec);
        reach.check(spec, pagePort);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Shutdown shutdown = new Shutdown();
                GunRelay relay = reach.apply(oldPages.apply(GunRelay.builder()), pagePort)
                        .profile(Profile.SIGNALLING)
                        .port(relayPort)
                        .onFailure(failure -> shutdown.fail())
                        .open();
                WitnessPeer peer = oldPages.apply(WitnessPeer.builder())
                        .relays(List.of(relay.uri()))
                        .ttl(ttl)
                        .ice(ice)
                        .metrics(meters)
                        .listener(EventPrinter.messages(spec.commandLine().getErr()))
                        .open();
                WebServer page = reach.apply(WebServer.builder(peer, new PageConfig(relay.port(), ttl, ice)))
                        .port(pagePort)
                        .metrics(meters)
                        .open()) {
            Output.line("relay  ws://" + page.hostName() + ":" + relay.port() + "/gun");
            Output.line("peer   " + peer.id());
            Output.line("page   " + Output.strong(page.uri().toString()));
            if (page.isReachable()) {
                invite(page.uri());
            }
            Output.line("Open the page in a browser; Ctrl-C stops all of it.");
            shutdown.await();
            return shutdown.exitCode();
        }
    }

    /** A phone has no other way to type a token. */
    private static void invite(URI page) {
        if (Output.isTerminal()) {
            Output.line("");
            boolean plain = !Output.colours().enabled();
            QrDrawing.of(page.toString())
                    .halfBlocks()
                    .forEach(line -> Output.line(plain ? line : WHITE_ON_BLACK + line + AS_BEFORE));
            Output.line("");
        }
        Output.line("Whoever has that address may add witnesses as this peer; another one is made at each start.");
    }
}
